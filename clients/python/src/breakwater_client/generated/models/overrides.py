from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.overrides_overrides_item import OverridesOverridesItem


T = TypeVar("T", bound="Overrides")


@_attrs_define
class Overrides:
    """
    Attributes:
        overrides (list[OverridesOverridesItem]):
        version (float):
    """

    overrides: list[OverridesOverridesItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        overrides = []
        for overrides_item_data in self.overrides:
            overrides_item = overrides_item_data.to_dict()
            overrides.append(overrides_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "overrides": overrides,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.overrides_overrides_item import OverridesOverridesItem

        d = dict(src_dict)
        overrides = []
        _overrides = d.pop("overrides")
        for overrides_item_data in _overrides:
            overrides_item = OverridesOverridesItem.from_dict(overrides_item_data)

            overrides.append(overrides_item)

        version = d.pop("version")

        overrides = cls(
            overrides=overrides,
            version=version,
        )

        return overrides
