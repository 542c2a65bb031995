from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.order_type import OrderType, check_order_type
from ..models.side import Side, check_side
from ..models.time_in_force import TimeInForce, check_time_in_force

T = TypeVar("T", bound="DecisionRequest")


@_attrs_define
class DecisionRequest:
    """
    Attributes:
        order_id (str):
        client_order_id (str):
        decision_id (str):
        account (str):
        symbol (str):
        side (Side):
        order_type (OrderType):
        time_in_force (TimeInForce):
        quantity (float):
        price (float | None):
        stop_price (float | None):
        good_till (datetime.datetime | None):
        reduce_only (bool):
        extended_hours (bool):
        one_cancels_other (None | str): The list of which a fill of one order cancels the others; null where it came in
            none
        strategy (None | str):
        user (None | str):
        foreign (bool): Somebody else sent it to the broker's account; no decision was made on it
    """

    order_id: str
    client_order_id: str
    decision_id: str
    account: str
    symbol: str
    side: Side
    order_type: OrderType
    time_in_force: TimeInForce
    quantity: float
    price: float | None
    stop_price: float | None
    good_till: datetime.datetime | None
    reduce_only: bool
    extended_hours: bool
    one_cancels_other: None | str
    strategy: None | str
    user: None | str
    foreign: bool

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        client_order_id = self.client_order_id

        decision_id = self.decision_id

        account = self.account

        symbol = self.symbol

        side: str = self.side

        order_type: str = self.order_type

        time_in_force: str = self.time_in_force

        quantity = self.quantity

        price: float | None
        price = self.price

        stop_price: float | None
        stop_price = self.stop_price

        good_till: None | str
        if isinstance(self.good_till, datetime.datetime):
            good_till = self.good_till.isoformat()
        else:
            good_till = self.good_till

        reduce_only = self.reduce_only

        extended_hours = self.extended_hours

        one_cancels_other: None | str
        one_cancels_other = self.one_cancels_other

        strategy: None | str
        strategy = self.strategy

        user: None | str
        user = self.user

        foreign = self.foreign

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order_id": order_id,
                "client_order_id": client_order_id,
                "decision_id": decision_id,
                "account": account,
                "symbol": symbol,
                "side": side,
                "order_type": order_type,
                "time_in_force": time_in_force,
                "quantity": quantity,
                "price": price,
                "stop_price": stop_price,
                "good_till": good_till,
                "reduce_only": reduce_only,
                "extended_hours": extended_hours,
                "one_cancels_other": one_cancels_other,
                "strategy": strategy,
                "user": user,
                "foreign": foreign,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        order_id = d.pop("order_id")

        client_order_id = d.pop("client_order_id")

        decision_id = d.pop("decision_id")

        account = d.pop("account")

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        order_type = check_order_type(d.pop("order_type"))

        time_in_force = check_time_in_force(d.pop("time_in_force"))

        quantity = d.pop("quantity")

        def _parse_price(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        price = _parse_price(d.pop("price"))

        def _parse_stop_price(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        stop_price = _parse_stop_price(d.pop("stop_price"))

        def _parse_good_till(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                good_till_type_0 = datetime.datetime.fromisoformat(data)

                return good_till_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        good_till = _parse_good_till(d.pop("good_till"))

        reduce_only = d.pop("reduce_only")

        extended_hours = d.pop("extended_hours")

        def _parse_one_cancels_other(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        one_cancels_other = _parse_one_cancels_other(d.pop("one_cancels_other"))

        def _parse_strategy(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        strategy = _parse_strategy(d.pop("strategy"))

        def _parse_user(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        user = _parse_user(d.pop("user"))

        foreign = d.pop("foreign")

        decision_request = cls(
            order_id=order_id,
            client_order_id=client_order_id,
            decision_id=decision_id,
            account=account,
            symbol=symbol,
            side=side,
            order_type=order_type,
            time_in_force=time_in_force,
            quantity=quantity,
            price=price,
            stop_price=stop_price,
            good_till=good_till,
            reduce_only=reduce_only,
            extended_hours=extended_hours,
            one_cancels_other=one_cancels_other,
            strategy=strategy,
            user=user,
            foreign=foreign,
        )

        return decision_request
