from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="DailyPnlHistoryPointsItem")


@_attrs_define
class DailyPnlHistoryPointsItem:
    """
    Attributes:
        at (datetime.datetime):
        realized_pnl (float):
        unrealized_pnl (float):
        total_pnl (float):
    """

    at: datetime.datetime
    realized_pnl: float
    unrealized_pnl: float
    total_pnl: float

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        realized_pnl = self.realized_pnl

        unrealized_pnl = self.unrealized_pnl

        total_pnl = self.total_pnl

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "at": at,
                "realized_pnl": realized_pnl,
                "unrealized_pnl": unrealized_pnl,
                "total_pnl": total_pnl,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        realized_pnl = d.pop("realized_pnl")

        unrealized_pnl = d.pop("unrealized_pnl")

        total_pnl = d.pop("total_pnl")

        daily_pnl_history_points_item = cls(
            at=at,
            realized_pnl=realized_pnl,
            unrealized_pnl=unrealized_pnl,
            total_pnl=total_pnl,
        )

        return daily_pnl_history_points_item
