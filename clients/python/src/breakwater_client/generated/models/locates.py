from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.locate import Locate


T = TypeVar("T", bound="Locates")


@_attrs_define
class Locates:
    """
    Attributes:
        locates (list[Locate]):
    """

    locates: list[Locate]

    def to_dict(self) -> dict[str, Any]:
        locates = []
        for locates_item_data in self.locates:
            locates_item = locates_item_data.to_dict()
            locates.append(locates_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "locates": locates,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.locate import Locate

        d = dict(src_dict)
        locates = []
        _locates = d.pop("locates")
        for locates_item_data in _locates:
            locates_item = Locate.from_dict(locates_item_data)

            locates.append(locates_item)

        locates = cls(
            locates=locates,
        )

        return locates
