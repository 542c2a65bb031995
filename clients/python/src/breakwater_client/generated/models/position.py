from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Position")


@_attrs_define
class Position:
    """
    Attributes:
        account (str):
        symbol (str):
        quantity (float):
        average_price (float): In the instrument's own price: at which the units are worth what they cost. In another
            currency than USD at its rate now, for the cost is in dollars at the rates of the fills
        currency (str): Of the average price; all else is in dollars
        contract_multiplier (float): What one unit stands for
        cost (float):
        market_value (float):
        unrealized_pnl (float):
        realized_pnl (float):
        open_buys (float):
        open_sells (float):
        exposure (float):
    """

    account: str
    symbol: str
    quantity: float
    average_price: float
    currency: str
    contract_multiplier: float
    cost: float
    market_value: float
    unrealized_pnl: float
    realized_pnl: float
    open_buys: float
    open_sells: float
    exposure: float

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        symbol = self.symbol

        quantity = self.quantity

        average_price = self.average_price

        currency = self.currency

        contract_multiplier = self.contract_multiplier

        cost = self.cost

        market_value = self.market_value

        unrealized_pnl = self.unrealized_pnl

        realized_pnl = self.realized_pnl

        open_buys = self.open_buys

        open_sells = self.open_sells

        exposure = self.exposure

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "symbol": symbol,
                "quantity": quantity,
                "average_price": average_price,
                "currency": currency,
                "contract_multiplier": contract_multiplier,
                "cost": cost,
                "market_value": market_value,
                "unrealized_pnl": unrealized_pnl,
                "realized_pnl": realized_pnl,
                "open_buys": open_buys,
                "open_sells": open_sells,
                "exposure": exposure,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        symbol = d.pop("symbol")

        quantity = d.pop("quantity")

        average_price = d.pop("average_price")

        currency = d.pop("currency")

        contract_multiplier = d.pop("contract_multiplier")

        cost = d.pop("cost")

        market_value = d.pop("market_value")

        unrealized_pnl = d.pop("unrealized_pnl")

        realized_pnl = d.pop("realized_pnl")

        open_buys = d.pop("open_buys")

        open_sells = d.pop("open_sells")

        exposure = d.pop("exposure")

        position = cls(
            account=account,
            symbol=symbol,
            quantity=quantity,
            average_price=average_price,
            currency=currency,
            contract_multiplier=contract_multiplier,
            cost=cost,
            market_value=market_value,
            unrealized_pnl=unrealized_pnl,
            realized_pnl=realized_pnl,
            open_buys=open_buys,
            open_sells=open_sells,
            exposure=exposure,
        )

        return position
