from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Revoked")


@_attrs_define
class Revoked:
    """
    Attributes:
        key_id (str):
        revoked (bool):
    """

    key_id: str
    revoked: bool

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        revoked = self.revoked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key_id": key_id,
                "revoked": revoked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        key_id = d.pop("key_id")

        revoked = d.pop("revoked")

        revoked = cls(
            key_id=key_id,
            revoked=revoked,
        )

        return revoked
