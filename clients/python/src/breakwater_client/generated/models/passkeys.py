from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.passkeys_passkeys_item import PasskeysPasskeysItem


T = TypeVar("T", bound="Passkeys")


@_attrs_define
class Passkeys:
    """
    Attributes:
        passkeys (list[PasskeysPasskeysItem]):
        next_cursor (None):
    """

    passkeys: list[PasskeysPasskeysItem]
    next_cursor: None

    def to_dict(self) -> dict[str, Any]:
        passkeys = []
        for passkeys_item_data in self.passkeys:
            passkeys_item = passkeys_item_data.to_dict()
            passkeys.append(passkeys_item)

        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "passkeys": passkeys,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.passkeys_passkeys_item import PasskeysPasskeysItem

        d = dict(src_dict)
        passkeys = []
        _passkeys = d.pop("passkeys")
        for passkeys_item_data in _passkeys:
            passkeys_item = PasskeysPasskeysItem.from_dict(passkeys_item_data)

            passkeys.append(passkeys_item)

        next_cursor = d.pop("next_cursor")

        passkeys = cls(
            passkeys=passkeys,
            next_cursor=next_cursor,
        )

        return passkeys
