from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.halts_halts_item import HaltsHaltsItem


T = TypeVar("T", bound="Halts")


@_attrs_define
class Halts:
    """
    Attributes:
        halts (list[HaltsHaltsItem]):
    """

    halts: list[HaltsHaltsItem]

    def to_dict(self) -> dict[str, Any]:
        halts = []
        for halts_item_data in self.halts:
            halts_item = halts_item_data.to_dict()
            halts.append(halts_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "halts": halts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.halts_halts_item import HaltsHaltsItem

        d = dict(src_dict)
        halts = []
        _halts = d.pop("halts")
        for halts_item_data in _halts:
            halts_item = HaltsHaltsItem.from_dict(halts_item_data)

            halts.append(halts_item)

        halts = cls(
            halts=halts,
        )

        return halts
