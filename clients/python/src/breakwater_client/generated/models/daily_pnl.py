from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="DailyPnl")


@_attrs_define
class DailyPnl:
    """
    Attributes:
        date (datetime.date):
        account (str):
        realized_pnl (float):
        unrealized_pnl (float):
        total_pnl (float):
        fees (float):
        equity (float):
        day_start_equity (float):
        peak_equity (float):
        gross_exposure (float):
        circuit_breaker_triggered (bool):
    """

    date: datetime.date
    account: str
    realized_pnl: float
    unrealized_pnl: float
    total_pnl: float
    fees: float
    equity: float
    day_start_equity: float
    peak_equity: float
    gross_exposure: float
    circuit_breaker_triggered: bool

    def to_dict(self) -> dict[str, Any]:
        date = self.date.isoformat()

        account = self.account

        realized_pnl = self.realized_pnl

        unrealized_pnl = self.unrealized_pnl

        total_pnl = self.total_pnl

        fees = self.fees

        equity = self.equity

        day_start_equity = self.day_start_equity

        peak_equity = self.peak_equity

        gross_exposure = self.gross_exposure

        circuit_breaker_triggered = self.circuit_breaker_triggered

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "date": date,
                "account": account,
                "realized_pnl": realized_pnl,
                "unrealized_pnl": unrealized_pnl,
                "total_pnl": total_pnl,
                "fees": fees,
                "equity": equity,
                "day_start_equity": day_start_equity,
                "peak_equity": peak_equity,
                "gross_exposure": gross_exposure,
                "circuit_breaker_triggered": circuit_breaker_triggered,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        date = datetime.date.fromisoformat(d.pop("date"))

        account = d.pop("account")

        realized_pnl = d.pop("realized_pnl")

        unrealized_pnl = d.pop("unrealized_pnl")

        total_pnl = d.pop("total_pnl")

        fees = d.pop("fees")

        equity = d.pop("equity")

        day_start_equity = d.pop("day_start_equity")

        peak_equity = d.pop("peak_equity")

        gross_exposure = d.pop("gross_exposure")

        circuit_breaker_triggered = d.pop("circuit_breaker_triggered")

        daily_pnl = cls(
            date=date,
            account=account,
            realized_pnl=realized_pnl,
            unrealized_pnl=unrealized_pnl,
            total_pnl=total_pnl,
            fees=fees,
            equity=equity,
            day_start_equity=day_start_equity,
            peak_equity=peak_equity,
            gross_exposure=gross_exposure,
            circuit_breaker_triggered=circuit_breaker_triggered,
        )

        return daily_pnl
