from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PositionLimit")


@_attrs_define
class PositionLimit:
    """
    Attributes:
        symbol (str):
        max_position (float):
        max_concentration_pct (float):
        warnings (list[str] | Unset): In the answer of a change, where there is any: a limit over the one that stands
            above it, or under what is used
    """

    symbol: str
    max_position: float
    max_concentration_pct: float
    warnings: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        max_position = self.max_position

        max_concentration_pct = self.max_concentration_pct

        warnings: list[str] | Unset = UNSET
        if not isinstance(self.warnings, Unset):
            warnings = self.warnings

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "max_position": max_position,
                "max_concentration_pct": max_concentration_pct,
            }
        )
        if warnings is not UNSET:
            field_dict["warnings"] = warnings

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        max_position = d.pop("max_position")

        max_concentration_pct = d.pop("max_concentration_pct")

        warnings = cast(list[str], d.pop("warnings", UNSET))

        position_limit = cls(
            symbol=symbol,
            max_position=max_position,
            max_concentration_pct=max_concentration_pct,
            warnings=warnings,
        )

        return position_limit
