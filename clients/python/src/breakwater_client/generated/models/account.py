from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.account_usage_item import AccountUsageItem
    from ..models.daily_pnl import DailyPnl


T = TypeVar("T", bound="Account")


@_attrs_define
class Account:
    """
    Attributes:
        account (str):
        equity (float):
        cash (float):
        position_value (float):
        gross_exposure (float):
        buying_power (float):
        initial_margin (float):
        maintenance_margin (float):
        leverage (float):
        day (DailyPnl):
        usage (list[AccountUsageItem]):
    """

    account: str
    equity: float
    cash: float
    position_value: float
    gross_exposure: float
    buying_power: float
    initial_margin: float
    maintenance_margin: float
    leverage: float
    day: DailyPnl
    usage: list[AccountUsageItem]

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        equity = self.equity

        cash = self.cash

        position_value = self.position_value

        gross_exposure = self.gross_exposure

        buying_power = self.buying_power

        initial_margin = self.initial_margin

        maintenance_margin = self.maintenance_margin

        leverage = self.leverage

        day = self.day.to_dict()

        usage = []
        for usage_item_data in self.usage:
            usage_item = usage_item_data.to_dict()
            usage.append(usage_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "equity": equity,
                "cash": cash,
                "position_value": position_value,
                "gross_exposure": gross_exposure,
                "buying_power": buying_power,
                "initial_margin": initial_margin,
                "maintenance_margin": maintenance_margin,
                "leverage": leverage,
                "day": day,
                "usage": usage,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_usage_item import AccountUsageItem
        from ..models.daily_pnl import DailyPnl

        d = dict(src_dict)
        account = d.pop("account")

        equity = d.pop("equity")

        cash = d.pop("cash")

        position_value = d.pop("position_value")

        gross_exposure = d.pop("gross_exposure")

        buying_power = d.pop("buying_power")

        initial_margin = d.pop("initial_margin")

        maintenance_margin = d.pop("maintenance_margin")

        leverage = d.pop("leverage")

        day = DailyPnl.from_dict(d.pop("day"))

        usage = []
        _usage = d.pop("usage")
        for usage_item_data in _usage:
            usage_item = AccountUsageItem.from_dict(usage_item_data)

            usage.append(usage_item)

        account = cls(
            account=account,
            equity=equity,
            cash=cash,
            position_value=position_value,
            gross_exposure=gross_exposure,
            buying_power=buying_power,
            initial_margin=initial_margin,
            maintenance_margin=maintenance_margin,
            leverage=leverage,
            day=day,
            usage=usage,
        )

        return account
