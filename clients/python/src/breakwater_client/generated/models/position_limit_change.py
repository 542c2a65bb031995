from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PositionLimitChange")


@_attrs_define
class PositionLimitChange:
    """
    Attributes:
        max_position (float | str | Unset): Worst-case exposure of this symbol
        max_concentration_pct (float | Unset): Share of equity that the worst-case exposure of this symbol may be
        reason (str | Unset):
    """

    max_position: float | str | Unset = UNSET
    max_concentration_pct: float | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        max_position: float | str | Unset
        if isinstance(self.max_position, Unset):
            max_position = UNSET
        else:
            max_position = self.max_position

        max_concentration_pct = self.max_concentration_pct

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if max_position is not UNSET:
            field_dict["max_position"] = max_position
        if max_concentration_pct is not UNSET:
            field_dict["max_concentration_pct"] = max_concentration_pct
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_max_position(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        max_position = _parse_max_position(d.pop("max_position", UNSET))

        max_concentration_pct = d.pop("max_concentration_pct", UNSET)

        reason = d.pop("reason", UNSET)

        position_limit_change = cls(
            max_position=max_position,
            max_concentration_pct=max_concentration_pct,
            reason=reason,
        )

        return position_limit_change
