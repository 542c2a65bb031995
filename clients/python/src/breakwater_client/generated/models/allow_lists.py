from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.allow_lists_allow_lists_item import AllowListsAllowListsItem


T = TypeVar("T", bound="AllowLists")


@_attrs_define
class AllowLists:
    """
    Attributes:
        allow_lists (list[AllowListsAllowListsItem]):
        version (float):
    """

    allow_lists: list[AllowListsAllowListsItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        allow_lists = []
        for allow_lists_item_data in self.allow_lists:
            allow_lists_item = allow_lists_item_data.to_dict()
            allow_lists.append(allow_lists_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "allow_lists": allow_lists,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.allow_lists_allow_lists_item import AllowListsAllowListsItem

        d = dict(src_dict)
        allow_lists = []
        _allow_lists = d.pop("allow_lists")
        for allow_lists_item_data in _allow_lists:
            allow_lists_item = AllowListsAllowListsItem.from_dict(allow_lists_item_data)

            allow_lists.append(allow_lists_item)

        version = d.pop("version")

        allow_lists = cls(
            allow_lists=allow_lists,
            version=version,
        )

        return allow_lists
