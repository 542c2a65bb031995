from __future__ import annotations

import datetime
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
        stop_price (float | str | Unset): Of STOP and STOP_LIMIT: a buy waits until the ask has risen to it, a sale
            until the bid has fallen to it
        good_till (datetime.datetime | Unset): Of time_in_force GTD: when the order ends
        reduce_only (bool | Unset): It may only close. While it works, the newest are canceled when too little is left
            to close
        extended_hours (bool | Unset): It may trade outside regular hours
        session (str | Unset): The order session that it belongs to: it is canceled when that falls silent
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
    stop_price: float | str | Unset = UNSET
    good_till: datetime.datetime | Unset = UNSET
    reduce_only: bool | Unset = UNSET
    extended_hours: bool | Unset = UNSET
    session: str | Unset = UNSET
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

        stop_price: float | str | Unset
        if isinstance(self.stop_price, Unset):
            stop_price = UNSET
        else:
            stop_price = self.stop_price

        good_till: str | Unset = UNSET
        if not isinstance(self.good_till, Unset):
            good_till = self.good_till.isoformat()

        reduce_only = self.reduce_only

        extended_hours = self.extended_hours

        session = self.session

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
        if stop_price is not UNSET:
            field_dict["stop_price"] = stop_price
        if good_till is not UNSET:
            field_dict["good_till"] = good_till
        if reduce_only is not UNSET:
            field_dict["reduce_only"] = reduce_only
        if extended_hours is not UNSET:
            field_dict["extended_hours"] = extended_hours
        if session is not UNSET:
            field_dict["session"] = session
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

        def _parse_stop_price(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        stop_price = _parse_stop_price(d.pop("stop_price", UNSET))

        _good_till = d.pop("good_till", UNSET)
        good_till: datetime.datetime | Unset
        if isinstance(_good_till, Unset):
            good_till = UNSET
        else:
            good_till = datetime.datetime.fromisoformat(_good_till)

        reduce_only = d.pop("reduce_only", UNSET)

        extended_hours = d.pop("extended_hours", UNSET)

        session = d.pop("session", UNSET)

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
            stop_price=stop_price,
            good_till=good_till,
            reduce_only=reduce_only,
            extended_hours=extended_hours,
            session=session,
            strategy=strategy,
        )

        return new_order
