from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.side import Side, check_side

T = TypeVar("T", bound="Fill")


@_attrs_define
class Fill:
    """
    Attributes:
        execution_id (str):
        broker_sequence (float):
        order_id (str):
        broker_order_id (str):
        account (str):
        symbol (str):
        side (Side):
        quantity (float):
        price (float):
        fee (float):
        realized_pnl (float):
        executed_at (datetime.datetime):
    """

    execution_id: str
    broker_sequence: float
    order_id: str
    broker_order_id: str
    account: str
    symbol: str
    side: Side
    quantity: float
    price: float
    fee: float
    realized_pnl: float
    executed_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        execution_id = self.execution_id

        broker_sequence = self.broker_sequence

        order_id = self.order_id

        broker_order_id = self.broker_order_id

        account = self.account

        symbol = self.symbol

        side: str = self.side

        quantity = self.quantity

        price = self.price

        fee = self.fee

        realized_pnl = self.realized_pnl

        executed_at = self.executed_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "execution_id": execution_id,
                "broker_sequence": broker_sequence,
                "order_id": order_id,
                "broker_order_id": broker_order_id,
                "account": account,
                "symbol": symbol,
                "side": side,
                "quantity": quantity,
                "price": price,
                "fee": fee,
                "realized_pnl": realized_pnl,
                "executed_at": executed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        execution_id = d.pop("execution_id")

        broker_sequence = d.pop("broker_sequence")

        order_id = d.pop("order_id")

        broker_order_id = d.pop("broker_order_id")

        account = d.pop("account")

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        quantity = d.pop("quantity")

        price = d.pop("price")

        fee = d.pop("fee")

        realized_pnl = d.pop("realized_pnl")

        executed_at = datetime.datetime.fromisoformat(d.pop("executed_at"))

        fill = cls(
            execution_id=execution_id,
            broker_sequence=broker_sequence,
            order_id=order_id,
            broker_order_id=broker_order_id,
            account=account,
            symbol=symbol,
            side=side,
            quantity=quantity,
            price=price,
            fee=fee,
            realized_pnl=realized_pnl,
            executed_at=executed_at,
        )

        return fill
