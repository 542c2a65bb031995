from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.daily_pnl_history_points_item import DailyPnlHistoryPointsItem


T = TypeVar("T", bound="DailyPnlHistory")


@_attrs_define
class DailyPnlHistory:
    """
    Attributes:
        date (datetime.date):
        account (str):
        points (list[DailyPnlHistoryPointsItem]):
    """

    date: datetime.date
    account: str
    points: list[DailyPnlHistoryPointsItem]

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        account = self.account

        points = []
        for points_item_data in self.points:
            points_item = points_item_data.to_dict()
            points.append(points_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "account": account,
                "points": points,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.daily_pnl_history_points_item import DailyPnlHistoryPointsItem

        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        account = d.pop("account")

        points = []
        _points = d.pop("points")
        for points_item_data in _points:
            points_item = DailyPnlHistoryPointsItem.from_dict(points_item_data)

            points.append(points_item)

        daily_pnl_history = cls(
            date=date,
            account=account,
            points=points,
        )

        return daily_pnl_history
