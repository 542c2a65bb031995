from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PositionLimit")


@_attrs_define
class PositionLimit:
    """
    Attributes:
        symbol (str):
        max_position (float):
        max_concentration_pct (float):
    """

    symbol: str
    max_position: float
    max_concentration_pct: float

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        max_position = self.max_position

        max_concentration_pct = self.max_concentration_pct

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "max_position": max_position,
                "max_concentration_pct": max_concentration_pct,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        max_position = d.pop("max_position")

        max_concentration_pct = d.pop("max_concentration_pct")

        position_limit = cls(
            symbol=symbol,
            max_position=max_position,
            max_concentration_pct=max_concentration_pct,
        )

        return position_limit
