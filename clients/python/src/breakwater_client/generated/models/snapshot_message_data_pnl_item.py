from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SnapshotMessageDataPnlItem")


@_attrs_define
class SnapshotMessageDataPnlItem:
    """
    Attributes:
        date (datetime.date):
        realized_pnl (float):
        unrealized_pnl (float):
        total_pnl (float):
        circuit_breaker_triggered (bool):
        account (str):
    """

    date: datetime.date
    realized_pnl: float
    unrealized_pnl: float
    total_pnl: float
    circuit_breaker_triggered: bool
    account: str

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        realized_pnl = self.realized_pnl

        unrealized_pnl = self.unrealized_pnl

        total_pnl = self.total_pnl

        circuit_breaker_triggered = self.circuit_breaker_triggered

        account = self.account

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "realized_pnl": realized_pnl,
                "unrealized_pnl": unrealized_pnl,
                "total_pnl": total_pnl,
                "circuit_breaker_triggered": circuit_breaker_triggered,
                "account": account,
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

        account = d.pop("account")

        snapshot_message_data_pnl_item = cls(
            date=date,
            realized_pnl=realized_pnl,
            unrealized_pnl=unrealized_pnl,
            total_pnl=total_pnl,
            circuit_breaker_triggered=circuit_breaker_triggered,
            account=account,
        )

        return snapshot_message_data_pnl_item
