from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.limits_to_try_daily_loss_mode import (
    LimitsToTryDailyLossMode,
    check_limits_to_try_daily_loss_mode,
)
from ..models.limits_to_try_daily_loss_on_trip import (
    LimitsToTryDailyLossOnTrip,
    check_limits_to_try_daily_loss_on_trip,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.limits_to_try_symbols import LimitsToTrySymbols


T = TypeVar("T", bound="LimitsToTry")


@_attrs_define
class LimitsToTry:
    """
    Attributes:
        daily_loss_limit (float | str | Unset): At this loss, realised and unrealised, the breaker of the account trips
        daily_loss_mode (LimitsToTryDailyLossMode | Unset): Whether the breaker that trips lets nothing through (halt)
            or closing orders (reduce_only)
        daily_loss_on_trip (LimitsToTryDailyLossOnTrip | Unset): Whether a trip cancels the open orders of the account
            that do not close a position
        max_order_size (float | str | Unset): What one order may be worth: quantity x check price, rounded up
        max_position_size (float | str | Unset): Worst-case exposure of any symbol: position and open orders of one side
        max_portfolio_concentration (float | Unset): Share of equity that the worst-case exposure of any symbol may be
        max_leverage (float | Unset): Gross worst-case exposure of the account over its equity
        max_orders_per_second (int | Unset): Orders of one account in any second, refused ones included
        max_orders_per_burst (int | Unset): Orders of one account in any burst window, refused ones included
        burst_window_seconds (int | Unset): Length of the burst window
        max_messages (int | None | Unset):
        message_window_seconds (int | Unset): Length of the message window
        price_collar_through_pct (float | None | Unset):
        price_collar_away_pct (float | None | Unset):
        price_collar_min_width (float | str | Unset): A limit price within this of the reference price passes in any
            case
        enabled (bool | Unset):
        symbols (LimitsToTrySymbols | Unset):
    """

    daily_loss_limit: float | str | Unset = UNSET
    daily_loss_mode: LimitsToTryDailyLossMode | Unset = UNSET
    daily_loss_on_trip: LimitsToTryDailyLossOnTrip | Unset = UNSET
    max_order_size: float | str | Unset = UNSET
    max_position_size: float | str | Unset = UNSET
    max_portfolio_concentration: float | Unset = UNSET
    max_leverage: float | Unset = UNSET
    max_orders_per_second: int | Unset = UNSET
    max_orders_per_burst: int | Unset = UNSET
    burst_window_seconds: int | Unset = UNSET
    max_messages: int | None | Unset = UNSET
    message_window_seconds: int | Unset = UNSET
    price_collar_through_pct: float | None | Unset = UNSET
    price_collar_away_pct: float | None | Unset = UNSET
    price_collar_min_width: float | str | Unset = UNSET
    enabled: bool | Unset = UNSET
    symbols: LimitsToTrySymbols | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        daily_loss_limit: float | str | Unset
        if isinstance(self.daily_loss_limit, Unset):
            daily_loss_limit = UNSET
        else:
            daily_loss_limit = self.daily_loss_limit

        daily_loss_mode: str | Unset = UNSET
        if not isinstance(self.daily_loss_mode, Unset):
            daily_loss_mode = self.daily_loss_mode

        daily_loss_on_trip: str | Unset = UNSET
        if not isinstance(self.daily_loss_on_trip, Unset):
            daily_loss_on_trip = self.daily_loss_on_trip

        max_order_size: float | str | Unset
        if isinstance(self.max_order_size, Unset):
            max_order_size = UNSET
        else:
            max_order_size = self.max_order_size

        max_position_size: float | str | Unset
        if isinstance(self.max_position_size, Unset):
            max_position_size = UNSET
        else:
            max_position_size = self.max_position_size

        max_portfolio_concentration = self.max_portfolio_concentration

        max_leverage = self.max_leverage

        max_orders_per_second = self.max_orders_per_second

        max_orders_per_burst = self.max_orders_per_burst

        burst_window_seconds = self.burst_window_seconds

        max_messages: int | None | Unset
        if isinstance(self.max_messages, Unset):
            max_messages = UNSET
        else:
            max_messages = self.max_messages

        message_window_seconds = self.message_window_seconds

        price_collar_through_pct: float | None | Unset
        if isinstance(self.price_collar_through_pct, Unset):
            price_collar_through_pct = UNSET
        else:
            price_collar_through_pct = self.price_collar_through_pct

        price_collar_away_pct: float | None | Unset
        if isinstance(self.price_collar_away_pct, Unset):
            price_collar_away_pct = UNSET
        else:
            price_collar_away_pct = self.price_collar_away_pct

        price_collar_min_width: float | str | Unset
        if isinstance(self.price_collar_min_width, Unset):
            price_collar_min_width = UNSET
        else:
            price_collar_min_width = self.price_collar_min_width

        enabled = self.enabled

        symbols: dict[str, Any] | Unset = UNSET
        if not isinstance(self.symbols, Unset):
            symbols = self.symbols.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if daily_loss_limit is not UNSET:
            field_dict["daily_loss_limit"] = daily_loss_limit
        if daily_loss_mode is not UNSET:
            field_dict["daily_loss_mode"] = daily_loss_mode
        if daily_loss_on_trip is not UNSET:
            field_dict["daily_loss_on_trip"] = daily_loss_on_trip
        if max_order_size is not UNSET:
            field_dict["max_order_size"] = max_order_size
        if max_position_size is not UNSET:
            field_dict["max_position_size"] = max_position_size
        if max_portfolio_concentration is not UNSET:
            field_dict["max_portfolio_concentration"] = max_portfolio_concentration
        if max_leverage is not UNSET:
            field_dict["max_leverage"] = max_leverage
        if max_orders_per_second is not UNSET:
            field_dict["max_orders_per_second"] = max_orders_per_second
        if max_orders_per_burst is not UNSET:
            field_dict["max_orders_per_burst"] = max_orders_per_burst
        if burst_window_seconds is not UNSET:
            field_dict["burst_window_seconds"] = burst_window_seconds
        if max_messages is not UNSET:
            field_dict["max_messages"] = max_messages
        if message_window_seconds is not UNSET:
            field_dict["message_window_seconds"] = message_window_seconds
        if price_collar_through_pct is not UNSET:
            field_dict["price_collar_through_pct"] = price_collar_through_pct
        if price_collar_away_pct is not UNSET:
            field_dict["price_collar_away_pct"] = price_collar_away_pct
        if price_collar_min_width is not UNSET:
            field_dict["price_collar_min_width"] = price_collar_min_width
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if symbols is not UNSET:
            field_dict["symbols"] = symbols

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.limits_to_try_symbols import LimitsToTrySymbols

        d = dict(src_dict)

        def _parse_daily_loss_limit(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        daily_loss_limit = _parse_daily_loss_limit(d.pop("daily_loss_limit", UNSET))

        _daily_loss_mode = d.pop("daily_loss_mode", UNSET)
        daily_loss_mode: LimitsToTryDailyLossMode | Unset
        if isinstance(_daily_loss_mode, Unset):
            daily_loss_mode = UNSET
        else:
            daily_loss_mode = check_limits_to_try_daily_loss_mode(_daily_loss_mode)

        _daily_loss_on_trip = d.pop("daily_loss_on_trip", UNSET)
        daily_loss_on_trip: LimitsToTryDailyLossOnTrip | Unset
        if isinstance(_daily_loss_on_trip, Unset):
            daily_loss_on_trip = UNSET
        else:
            daily_loss_on_trip = check_limits_to_try_daily_loss_on_trip(_daily_loss_on_trip)

        def _parse_max_order_size(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        max_order_size = _parse_max_order_size(d.pop("max_order_size", UNSET))

        def _parse_max_position_size(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        max_position_size = _parse_max_position_size(d.pop("max_position_size", UNSET))

        max_portfolio_concentration = d.pop("max_portfolio_concentration", UNSET)

        max_leverage = d.pop("max_leverage", UNSET)

        max_orders_per_second = d.pop("max_orders_per_second", UNSET)

        max_orders_per_burst = d.pop("max_orders_per_burst", UNSET)

        burst_window_seconds = d.pop("burst_window_seconds", UNSET)

        def _parse_max_messages(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_messages = _parse_max_messages(d.pop("max_messages", UNSET))

        message_window_seconds = d.pop("message_window_seconds", UNSET)

        def _parse_price_collar_through_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price_collar_through_pct = _parse_price_collar_through_pct(d.pop("price_collar_through_pct", UNSET))

        def _parse_price_collar_away_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price_collar_away_pct = _parse_price_collar_away_pct(d.pop("price_collar_away_pct", UNSET))

        def _parse_price_collar_min_width(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        price_collar_min_width = _parse_price_collar_min_width(d.pop("price_collar_min_width", UNSET))

        enabled = d.pop("enabled", UNSET)

        _symbols = d.pop("symbols", UNSET)
        symbols: LimitsToTrySymbols | Unset
        if isinstance(_symbols, Unset):
            symbols = UNSET
        else:
            symbols = LimitsToTrySymbols.from_dict(_symbols)

        limits_to_try = cls(
            daily_loss_limit=daily_loss_limit,
            daily_loss_mode=daily_loss_mode,
            daily_loss_on_trip=daily_loss_on_trip,
            max_order_size=max_order_size,
            max_position_size=max_position_size,
            max_portfolio_concentration=max_portfolio_concentration,
            max_leverage=max_leverage,
            max_orders_per_second=max_orders_per_second,
            max_orders_per_burst=max_orders_per_burst,
            burst_window_seconds=burst_window_seconds,
            max_messages=max_messages,
            message_window_seconds=message_window_seconds,
            price_collar_through_pct=price_collar_through_pct,
            price_collar_away_pct=price_collar_away_pct,
            price_collar_min_width=price_collar_min_width,
            enabled=enabled,
            symbols=symbols,
        )

        return limits_to_try
