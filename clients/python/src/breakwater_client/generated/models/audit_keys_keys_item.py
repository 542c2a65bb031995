from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AuditKeysKeysItem")


@_attrs_define
class AuditKeysKeysItem:
    """
    Attributes:
        key_id (str):
        public_key (str):
        signed_by (None | str):
        signature (None | str):
        announced_at (datetime.datetime):
    """

    key_id: str
    public_key: str
    signed_by: None | str
    signature: None | str
    announced_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        public_key = self.public_key

        signed_by: None | str
        signed_by = self.signed_by

        signature: None | str
        signature = self.signature

        announced_at = self.announced_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key_id": key_id,
                "public_key": public_key,
                "signed_by": signed_by,
                "signature": signature,
                "announced_at": announced_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        key_id = d.pop("key_id")

        public_key = d.pop("public_key")

        def _parse_signed_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        signed_by = _parse_signed_by(d.pop("signed_by"))

        def _parse_signature(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        signature = _parse_signature(d.pop("signature"))

        announced_at = datetime.datetime.fromisoformat(d.pop("announced_at"))

        audit_keys_keys_item = cls(
            key_id=key_id,
            public_key=public_key,
            signed_by=signed_by,
            signature=signature,
            announced_at=announced_at,
        )

        return audit_keys_keys_item
