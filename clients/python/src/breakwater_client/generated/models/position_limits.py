from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.position_limit import PositionLimit


T = TypeVar("T", bound="PositionLimits")


@_attrs_define
class PositionLimits:
    """
    Attributes:
        position_limits (list[PositionLimit]):
        version (float):
    """

    position_limits: list[PositionLimit]
    version: float

    def to_dict(self) -> dict[str, Any]:
        position_limits = []
        for position_limits_item_data in self.position_limits:
            position_limits_item = position_limits_item_data.to_dict()
            position_limits.append(position_limits_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "position_limits": position_limits,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.position_limit import PositionLimit

        d = dict(src_dict)
        position_limits = []
        _position_limits = d.pop("position_limits")
        for position_limits_item_data in _position_limits:
            position_limits_item = PositionLimit.from_dict(position_limits_item_data)

            position_limits.append(position_limits_item)

        version = d.pop("version")

        position_limits = cls(
            position_limits=position_limits,
            version=version,
        )

        return position_limits
