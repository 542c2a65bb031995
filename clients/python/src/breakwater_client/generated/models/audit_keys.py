from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.audit_keys_keys_item import AuditKeysKeysItem


T = TypeVar("T", bound="AuditKeys")


@_attrs_define
class AuditKeys:
    """
    Attributes:
        origin (str):
        keys (list[AuditKeysKeysItem]):
    """

    origin: str
    keys: list[AuditKeysKeysItem]

    def to_dict(self) -> dict[str, Any]:
        origin = self.origin

        keys = []
        for keys_item_data in self.keys:
            keys_item = keys_item_data.to_dict()
            keys.append(keys_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "origin": origin,
                "keys": keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.audit_keys_keys_item import AuditKeysKeysItem

        d = dict(src_dict)
        origin = d.pop("origin")

        keys = []
        _keys = d.pop("keys")
        for keys_item_data in _keys:
            keys_item = AuditKeysKeysItem.from_dict(keys_item_data)

            keys.append(keys_item)

        audit_keys = cls(
            origin=origin,
            keys=keys,
        )

        return audit_keys
