from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewInstrument")


@_attrs_define
class NewInstrument:
    """
    Attributes:
        asset_class (str | Unset): Class, such as equity or crypto
        sector (str | Unset): Sector, such as technology
        step (str | Unset): An order is a multiple of this, in units
        min_quantity (str | Unset): Least units of an order
        max_quantity (str | Unset): Most units of an order
        min_notional (str | Unset): What an order is worth at least, in dollars
        ticks (str | Unset): A price is a multiple of this: bands of price:tick, as 0:0.0001 1:0.01
        min_price (str | Unset): Lowest price, in dollars
        max_price (str | Unset): Highest price, in dollars
        shortable (str | Unset): Whether it may be sold short: true or false
        order_types (str | Unset): Types of order that it takes, as LIMIT MARKET; all when it is not given
        times_in_force (str | Unset): Times in force that it takes, as DAY GTC; all when it is not given
        calendar (str | Unset): When it is traded: ALWAYS or XNYS; left out: at any time
        previous_close (str | Unset): Close of the trading day before, in dollars
        average_volume (str | Unset): Average daily volume of 20 trading days, in units
        volume_as_of (str | Unset): Trading day of the average volume, YYYY-MM-DD
        short_restricted_until (str | Unset): Last day on which short sales must be above the bid, YYYY-MM-DD
        lower_band (str | Unset): Lower price band, in dollars
        upper_band (str | Unset): Upper price band, in dollars
        borrow (str | Unset): How it can be borrowed for a short sale: easy, hard or none
        borrow_fee_bps (str | Unset): Borrow fee, hundredths of a percent a year
        borrow_as_of_us (str | Unset): When borrow and fee were so, a time such as 2026-01-31T14:30:00Z
        initial_margin_bps (str | Unset): Initial margin of its own, hundredths of a percent of exposure; left out:
            5000, of crypto 10000
        maintenance_margin_bps (str | Unset): Maintenance margin of its own, hundredths of a percent of value; left out:
            by the rule
        currency (str | Unset): Currency of its prices, three letters; left out: USD. Another one is converted at the
            quote of its pair, as EURUSD
        contract_multiplier (str | Unset): What one unit stands for, 0.000001 to 1000000: a unit is worth price x this;
            left out: 1
        reason (str | Unset):
    """

    asset_class: str | Unset = UNSET
    sector: str | Unset = UNSET
    step: str | Unset = UNSET
    min_quantity: str | Unset = UNSET
    max_quantity: str | Unset = UNSET
    min_notional: str | Unset = UNSET
    ticks: str | Unset = UNSET
    min_price: str | Unset = UNSET
    max_price: str | Unset = UNSET
    shortable: str | Unset = UNSET
    order_types: str | Unset = UNSET
    times_in_force: str | Unset = UNSET
    calendar: str | Unset = UNSET
    previous_close: str | Unset = UNSET
    average_volume: str | Unset = UNSET
    volume_as_of: str | Unset = UNSET
    short_restricted_until: str | Unset = UNSET
    lower_band: str | Unset = UNSET
    upper_band: str | Unset = UNSET
    borrow: str | Unset = UNSET
    borrow_fee_bps: str | Unset = UNSET
    borrow_as_of_us: str | Unset = UNSET
    initial_margin_bps: str | Unset = UNSET
    maintenance_margin_bps: str | Unset = UNSET
    currency: str | Unset = UNSET
    contract_multiplier: str | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        asset_class = self.asset_class

        sector = self.sector

        step = self.step

        min_quantity = self.min_quantity

        max_quantity = self.max_quantity

        min_notional = self.min_notional

        ticks = self.ticks

        min_price = self.min_price

        max_price = self.max_price

        shortable = self.shortable

        order_types = self.order_types

        times_in_force = self.times_in_force

        calendar = self.calendar

        previous_close = self.previous_close

        average_volume = self.average_volume

        volume_as_of = self.volume_as_of

        short_restricted_until = self.short_restricted_until

        lower_band = self.lower_band

        upper_band = self.upper_band

        borrow = self.borrow

        borrow_fee_bps = self.borrow_fee_bps

        borrow_as_of_us = self.borrow_as_of_us

        initial_margin_bps = self.initial_margin_bps

        maintenance_margin_bps = self.maintenance_margin_bps

        currency = self.currency

        contract_multiplier = self.contract_multiplier

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if asset_class is not UNSET:
            field_dict["asset_class"] = asset_class
        if sector is not UNSET:
            field_dict["sector"] = sector
        if step is not UNSET:
            field_dict["step"] = step
        if min_quantity is not UNSET:
            field_dict["min_quantity"] = min_quantity
        if max_quantity is not UNSET:
            field_dict["max_quantity"] = max_quantity
        if min_notional is not UNSET:
            field_dict["min_notional"] = min_notional
        if ticks is not UNSET:
            field_dict["ticks"] = ticks
        if min_price is not UNSET:
            field_dict["min_price"] = min_price
        if max_price is not UNSET:
            field_dict["max_price"] = max_price
        if shortable is not UNSET:
            field_dict["shortable"] = shortable
        if order_types is not UNSET:
            field_dict["order_types"] = order_types
        if times_in_force is not UNSET:
            field_dict["times_in_force"] = times_in_force
        if calendar is not UNSET:
            field_dict["calendar"] = calendar
        if previous_close is not UNSET:
            field_dict["previous_close"] = previous_close
        if average_volume is not UNSET:
            field_dict["average_volume"] = average_volume
        if volume_as_of is not UNSET:
            field_dict["volume_as_of"] = volume_as_of
        if short_restricted_until is not UNSET:
            field_dict["short_restricted_until"] = short_restricted_until
        if lower_band is not UNSET:
            field_dict["lower_band"] = lower_band
        if upper_band is not UNSET:
            field_dict["upper_band"] = upper_band
        if borrow is not UNSET:
            field_dict["borrow"] = borrow
        if borrow_fee_bps is not UNSET:
            field_dict["borrow_fee_bps"] = borrow_fee_bps
        if borrow_as_of_us is not UNSET:
            field_dict["borrow_as_of_us"] = borrow_as_of_us
        if initial_margin_bps is not UNSET:
            field_dict["initial_margin_bps"] = initial_margin_bps
        if maintenance_margin_bps is not UNSET:
            field_dict["maintenance_margin_bps"] = maintenance_margin_bps
        if currency is not UNSET:
            field_dict["currency"] = currency
        if contract_multiplier is not UNSET:
            field_dict["contract_multiplier"] = contract_multiplier
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        asset_class = d.pop("asset_class", UNSET)

        sector = d.pop("sector", UNSET)

        step = d.pop("step", UNSET)

        min_quantity = d.pop("min_quantity", UNSET)

        max_quantity = d.pop("max_quantity", UNSET)

        min_notional = d.pop("min_notional", UNSET)

        ticks = d.pop("ticks", UNSET)

        min_price = d.pop("min_price", UNSET)

        max_price = d.pop("max_price", UNSET)

        shortable = d.pop("shortable", UNSET)

        order_types = d.pop("order_types", UNSET)

        times_in_force = d.pop("times_in_force", UNSET)

        calendar = d.pop("calendar", UNSET)

        previous_close = d.pop("previous_close", UNSET)

        average_volume = d.pop("average_volume", UNSET)

        volume_as_of = d.pop("volume_as_of", UNSET)

        short_restricted_until = d.pop("short_restricted_until", UNSET)

        lower_band = d.pop("lower_band", UNSET)

        upper_band = d.pop("upper_band", UNSET)

        borrow = d.pop("borrow", UNSET)

        borrow_fee_bps = d.pop("borrow_fee_bps", UNSET)

        borrow_as_of_us = d.pop("borrow_as_of_us", UNSET)

        initial_margin_bps = d.pop("initial_margin_bps", UNSET)

        maintenance_margin_bps = d.pop("maintenance_margin_bps", UNSET)

        currency = d.pop("currency", UNSET)

        contract_multiplier = d.pop("contract_multiplier", UNSET)

        reason = d.pop("reason", UNSET)

        new_instrument = cls(
            asset_class=asset_class,
            sector=sector,
            step=step,
            min_quantity=min_quantity,
            max_quantity=max_quantity,
            min_notional=min_notional,
            ticks=ticks,
            min_price=min_price,
            max_price=max_price,
            shortable=shortable,
            order_types=order_types,
            times_in_force=times_in_force,
            calendar=calendar,
            previous_close=previous_close,
            average_volume=average_volume,
            volume_as_of=volume_as_of,
            short_restricted_until=short_restricted_until,
            lower_band=lower_band,
            upper_band=upper_band,
            borrow=borrow,
            borrow_fee_bps=borrow_fee_bps,
            borrow_as_of_us=borrow_as_of_us,
            initial_margin_bps=initial_margin_bps,
            maintenance_margin_bps=maintenance_margin_bps,
            currency=currency,
            contract_multiplier=contract_multiplier,
            reason=reason,
        )

        return new_instrument
