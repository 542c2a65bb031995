from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.decision_state_breaker_mode import (
    DecisionStateBreakerMode,
    check_decision_state_breaker_mode,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="DecisionState")


@_attrs_define
class DecisionState:
    """
    Attributes:
        config_version (float):
        at_us (float):
        check_price (float):
        notional (float):
        cash (float):
        position_value (float):
        gross_exposure (float):
        day_start_equity (float):
        cash_moved (float):
        quantity (float):
        value (float):
        open_buys (float):
        open_sells (float):
        exposure_before (float):
        exposure_after (float):
        reducing (bool):
        orders_in_last_second (float):
        orders_in_burst_window (float):
        reference_price (float | None):
        fees (float | None):
        breaker_mode (DecisionStateBreakerMode):
        breaker_scope (str):
        messages_in_window (float | Unset):
        breaker_reducing (bool | Unset):
        strategy_reducing (bool | Unset):
        closable (float | Unset):
        open_orders (float | Unset):
        same_orders (float | Unset):
        bid (float | Unset):
        ask (float | Unset):
        quote_age_us (float | Unset):
    """

    config_version: float
    at_us: float
    check_price: float
    notional: float
    cash: float
    position_value: float
    gross_exposure: float
    day_start_equity: float
    cash_moved: float
    quantity: float
    value: float
    open_buys: float
    open_sells: float
    exposure_before: float
    exposure_after: float
    reducing: bool
    orders_in_last_second: float
    orders_in_burst_window: float
    reference_price: float | None
    fees: float | None
    breaker_mode: DecisionStateBreakerMode
    breaker_scope: str
    messages_in_window: float | Unset = UNSET
    breaker_reducing: bool | Unset = UNSET
    strategy_reducing: bool | Unset = UNSET
    closable: float | Unset = UNSET
    open_orders: float | Unset = UNSET
    same_orders: float | Unset = UNSET
    bid: float | Unset = UNSET
    ask: float | Unset = UNSET
    quote_age_us: float | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        config_version = self.config_version

        at_us = self.at_us

        check_price = self.check_price

        notional = self.notional

        cash = self.cash

        position_value = self.position_value

        gross_exposure = self.gross_exposure

        day_start_equity = self.day_start_equity

        cash_moved = self.cash_moved

        quantity = self.quantity

        value = self.value

        open_buys = self.open_buys

        open_sells = self.open_sells

        exposure_before = self.exposure_before

        exposure_after = self.exposure_after

        reducing = self.reducing

        orders_in_last_second = self.orders_in_last_second

        orders_in_burst_window = self.orders_in_burst_window

        reference_price: float | None
        reference_price = self.reference_price

        fees: float | None
        fees = self.fees

        breaker_mode: str = self.breaker_mode

        breaker_scope = self.breaker_scope

        messages_in_window = self.messages_in_window

        breaker_reducing = self.breaker_reducing

        strategy_reducing = self.strategy_reducing

        closable = self.closable

        open_orders = self.open_orders

        same_orders = self.same_orders

        bid = self.bid

        ask = self.ask

        quote_age_us = self.quote_age_us

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "config_version": config_version,
                "at_us": at_us,
                "check_price": check_price,
                "notional": notional,
                "cash": cash,
                "position_value": position_value,
                "gross_exposure": gross_exposure,
                "day_start_equity": day_start_equity,
                "cash_moved": cash_moved,
                "quantity": quantity,
                "value": value,
                "open_buys": open_buys,
                "open_sells": open_sells,
                "exposure_before": exposure_before,
                "exposure_after": exposure_after,
                "reducing": reducing,
                "orders_in_last_second": orders_in_last_second,
                "orders_in_burst_window": orders_in_burst_window,
                "reference_price": reference_price,
                "fees": fees,
                "breaker_mode": breaker_mode,
                "breaker_scope": breaker_scope,
            }
        )
        if messages_in_window is not UNSET:
            field_dict["messages_in_window"] = messages_in_window
        if breaker_reducing is not UNSET:
            field_dict["breaker_reducing"] = breaker_reducing
        if strategy_reducing is not UNSET:
            field_dict["strategy_reducing"] = strategy_reducing
        if closable is not UNSET:
            field_dict["closable"] = closable
        if open_orders is not UNSET:
            field_dict["open_orders"] = open_orders
        if same_orders is not UNSET:
            field_dict["same_orders"] = same_orders
        if bid is not UNSET:
            field_dict["bid"] = bid
        if ask is not UNSET:
            field_dict["ask"] = ask
        if quote_age_us is not UNSET:
            field_dict["quote_age_us"] = quote_age_us

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        config_version = d.pop("config_version")

        at_us = d.pop("at_us")

        check_price = d.pop("check_price")

        notional = d.pop("notional")

        cash = d.pop("cash")

        position_value = d.pop("position_value")

        gross_exposure = d.pop("gross_exposure")

        day_start_equity = d.pop("day_start_equity")

        cash_moved = d.pop("cash_moved")

        quantity = d.pop("quantity")

        value = d.pop("value")

        open_buys = d.pop("open_buys")

        open_sells = d.pop("open_sells")

        exposure_before = d.pop("exposure_before")

        exposure_after = d.pop("exposure_after")

        reducing = d.pop("reducing")

        orders_in_last_second = d.pop("orders_in_last_second")

        orders_in_burst_window = d.pop("orders_in_burst_window")

        def _parse_reference_price(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        reference_price = _parse_reference_price(d.pop("reference_price"))

        def _parse_fees(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        fees = _parse_fees(d.pop("fees"))

        breaker_mode = check_decision_state_breaker_mode(d.pop("breaker_mode"))

        breaker_scope = d.pop("breaker_scope")

        messages_in_window = d.pop("messages_in_window", UNSET)

        breaker_reducing = d.pop("breaker_reducing", UNSET)

        strategy_reducing = d.pop("strategy_reducing", UNSET)

        closable = d.pop("closable", UNSET)

        open_orders = d.pop("open_orders", UNSET)

        same_orders = d.pop("same_orders", UNSET)

        bid = d.pop("bid", UNSET)

        ask = d.pop("ask", UNSET)

        quote_age_us = d.pop("quote_age_us", UNSET)

        decision_state = cls(
            config_version=config_version,
            at_us=at_us,
            check_price=check_price,
            notional=notional,
            cash=cash,
            position_value=position_value,
            gross_exposure=gross_exposure,
            day_start_equity=day_start_equity,
            cash_moved=cash_moved,
            quantity=quantity,
            value=value,
            open_buys=open_buys,
            open_sells=open_sells,
            exposure_before=exposure_before,
            exposure_after=exposure_after,
            reducing=reducing,
            orders_in_last_second=orders_in_last_second,
            orders_in_burst_window=orders_in_burst_window,
            reference_price=reference_price,
            fees=fees,
            breaker_mode=breaker_mode,
            breaker_scope=breaker_scope,
            messages_in_window=messages_in_window,
            breaker_reducing=breaker_reducing,
            strategy_reducing=strategy_reducing,
            closable=closable,
            open_orders=open_orders,
            same_orders=same_orders,
            bid=bid,
            ask=ask,
            quote_age_us=quote_age_us,
        )

        return decision_state
