from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PnlUpdateMessageData")


@_attrs_define
class PnlUpdateMessageData:
    """
    Attributes:
        date (datetime.date):
        realized_pnl (float):
        unrealized_pnl (float):
        total_pnl (float):
        circuit_breaker_triggered (bool):
    """

    date: datetime.date
    realized_pnl: float
    unrealized_pnl: float
    total_pnl: float
    circuit_breaker_triggered: bool

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        realized_pnl = self.realized_pnl

        unrealized_pnl = self.unrealized_pnl

        total_pnl = self.total_pnl

        circuit_breaker_triggered = self.circuit_breaker_triggered

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "realized_pnl": realized_pnl,
                "unrealized_pnl": unrealized_pnl,
                "total_pnl": total_pnl,
                "circuit_breaker_triggered": circuit_breaker_triggered,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        realized_pnl = d.pop("realized_pnl")

        unrealized_pnl = d.pop("unrealized_pnl")

        total_pnl = d.pop("total_pnl")

        circuit_breaker_triggered = d.pop("circuit_breaker_triggered")

        pnl_update_message_data = cls(
            date=date,
            realized_pnl=realized_pnl,
            unrealized_pnl=unrealized_pnl,
            total_pnl=total_pnl,
            circuit_breaker_triggered=circuit_breaker_triggered,
        )

        return pnl_update_message_data
