from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.order_type import OrderType, check_order_type
from ..models.side import Side, check_side
from ..models.time_in_force import TimeInForce, check_time_in_force
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewOrder")


@_attrs_define
class NewOrder:
    """
    Attributes:
        client_order_id (str):
        symbol (str):
        side (Side):
        quantity (float | str): A number or a decimal string such as "100", with at most 8 decimals
        order_type (OrderType):
        account (str | Unset):
        price (float | None | str | Unset):
        time_in_force (TimeInForce | Unset):
        strategy (str | Unset): Whose idea it is; its fills are this strategy’s position too
    """

    client_order_id: str
    symbol: str
    side: Side
    quantity: float | str
    order_type: OrderType
    account: str | Unset = UNSET
    price: float | None | str | Unset = UNSET
    time_in_force: TimeInForce | Unset = UNSET
    strategy: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        client_order_id = self.client_order_id

        symbol = self.symbol

        side: str = self.side

        quantity: float | str
        quantity = self.quantity

        order_type: str = self.order_type

        account = self.account

        price: float | None | str | Unset
        if isinstance(self.price, Unset):
            price = UNSET
        else:
            price = self.price

        time_in_force: str | Unset = UNSET
        if not isinstance(self.time_in_force, Unset):
            time_in_force = self.time_in_force

        strategy = self.strategy

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "client_order_id": client_order_id,
                "symbol": symbol,
                "side": side,
                "quantity": quantity,
                "order_type": order_type,
            }
        )
        if account is not UNSET:
            field_dict["account"] = account
        if price is not UNSET:
            field_dict["price"] = price
        if time_in_force is not UNSET:
            field_dict["time_in_force"] = time_in_force
        if strategy is not UNSET:
            field_dict["strategy"] = strategy

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        client_order_id = d.pop("client_order_id")

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        def _parse_quantity(data: object) -> float | str:
            return cast(float | str, data)

        quantity = _parse_quantity(d.pop("quantity"))

        order_type = check_order_type(d.pop("order_type"))

        account = d.pop("account", UNSET)

        def _parse_price(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        price = _parse_price(d.pop("price", UNSET))

        _time_in_force = d.pop("time_in_force", UNSET)
        time_in_force: TimeInForce | Unset
        if isinstance(_time_in_force, Unset):
            time_in_force = UNSET
        else:
            time_in_force = check_time_in_force(_time_in_force)

        strategy = d.pop("strategy", UNSET)

        new_order = cls(
            client_order_id=client_order_id,
            symbol=symbol,
            side=side,
            quantity=quantity,
            order_type=order_type,
            account=account,
            price=price,
            time_in_force=time_in_force,
            strategy=strategy,
        )

        return new_order
