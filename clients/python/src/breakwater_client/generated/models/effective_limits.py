from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.effective_limits_limits_item import EffectiveLimitsLimitsItem


T = TypeVar("T", bound="EffectiveLimits")


@_attrs_define
class EffectiveLimits:
    """
    Attributes:
        limits (list[EffectiveLimitsLimitsItem]):
    """

    limits: list[EffectiveLimitsLimitsItem]

    def to_dict(self) -> dict[str, Any]:
        limits = []
        for limits_item_data in self.limits:
            limits_item = limits_item_data.to_dict()
            limits.append(limits_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limits": limits,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.effective_limits_limits_item import EffectiveLimitsLimitsItem

        d = dict(src_dict)
        limits = []
        _limits = d.pop("limits")
        for limits_item_data in _limits:
            limits_item = EffectiveLimitsLimitsItem.from_dict(limits_item_data)

            limits.append(limits_item)

        effective_limits = cls(
            limits=limits,
        )

        return effective_limits
