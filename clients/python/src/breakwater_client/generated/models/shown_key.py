from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ShownKey")


@_attrs_define
class ShownKey:
    """
    Attributes:
        key_id (str):
        key (str): Shown this once: nothing of it is kept but a hash
        expires_at (datetime.datetime):
    """

    key_id: str
    key: str
    expires_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        key = self.key

        expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key_id": key_id,
                "key": key,
                "expires_at": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        key_id = d.pop("key_id")

        key = d.pop("key")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        shown_key = cls(
            key_id=key_id,
            key=key,
            expires_at=expires_at,
        )

        return shown_key
