from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.restrictions_restrictions_item import RestrictionsRestrictionsItem


T = TypeVar("T", bound="Restrictions")


@_attrs_define
class Restrictions:
    """
    Attributes:
        restrictions (list[RestrictionsRestrictionsItem]):
        version (float):
    """

    restrictions: list[RestrictionsRestrictionsItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        restrictions = []
        for restrictions_item_data in self.restrictions:
            restrictions_item = restrictions_item_data.to_dict()
            restrictions.append(restrictions_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "restrictions": restrictions,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.restrictions_restrictions_item import RestrictionsRestrictionsItem

        d = dict(src_dict)
        restrictions = []
        _restrictions = d.pop("restrictions")
        for restrictions_item_data in _restrictions:
            restrictions_item = RestrictionsRestrictionsItem.from_dict(restrictions_item_data)

            restrictions.append(restrictions_item)

        version = d.pop("version")

        restrictions = cls(
            restrictions=restrictions,
            version=version,
        )

        return restrictions
