from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.decision_state_breaker_mode import (
    DecisionStateBreakerMode,
    check_decision_state_breaker_mode,
)

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
        )

        return decision_state
