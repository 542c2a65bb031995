from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode
from ..models.limits_daily_loss_on_trip import (
    LimitsDailyLossOnTrip,
    check_limits_daily_loss_on_trip,
)

T = TypeVar("T", bound="Limits")


@_attrs_define
class Limits:
    """
    Attributes:
        daily_loss_limit (float):
        daily_loss_mode (BreakerMode):
        daily_loss_on_trip (LimitsDailyLossOnTrip):
        max_order_size (float):
        max_position_size (float):
        max_portfolio_concentration (float):
        max_leverage (float):
        max_orders_per_second (float):
        max_orders_per_burst (float):
        burst_window_seconds (float):
        max_messages (float | None):
        message_window_seconds (float):
        price_collar_through_pct (float | None):
        price_collar_away_pct (float | None):
        price_collar_min_width (float):
        enabled (bool):
        version (float):
    """

    daily_loss_limit: float
    daily_loss_mode: BreakerMode
    daily_loss_on_trip: LimitsDailyLossOnTrip
    max_order_size: float
    max_position_size: float
    max_portfolio_concentration: float
    max_leverage: float
    max_orders_per_second: float
    max_orders_per_burst: float
    burst_window_seconds: float
    max_messages: float | None
    message_window_seconds: float
    price_collar_through_pct: float | None
    price_collar_away_pct: float | None
    price_collar_min_width: float
    enabled: bool
    version: float

    def to_dict(self) -> dict[str, Any]:
        daily_loss_limit = self.daily_loss_limit

        daily_loss_mode: str = self.daily_loss_mode

        daily_loss_on_trip: str = self.daily_loss_on_trip

        max_order_size = self.max_order_size

        max_position_size = self.max_position_size

        max_portfolio_concentration = self.max_portfolio_concentration

        max_leverage = self.max_leverage

        max_orders_per_second = self.max_orders_per_second

        max_orders_per_burst = self.max_orders_per_burst

        burst_window_seconds = self.burst_window_seconds

        max_messages: float | None
        max_messages = self.max_messages

        message_window_seconds = self.message_window_seconds

        price_collar_through_pct: float | None
        price_collar_through_pct = self.price_collar_through_pct

        price_collar_away_pct: float | None
        price_collar_away_pct = self.price_collar_away_pct

        price_collar_min_width = self.price_collar_min_width

        enabled = self.enabled

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "daily_loss_limit": daily_loss_limit,
                "daily_loss_mode": daily_loss_mode,
                "daily_loss_on_trip": daily_loss_on_trip,
                "max_order_size": max_order_size,
                "max_position_size": max_position_size,
                "max_portfolio_concentration": max_portfolio_concentration,
                "max_leverage": max_leverage,
                "max_orders_per_second": max_orders_per_second,
                "max_orders_per_burst": max_orders_per_burst,
                "burst_window_seconds": burst_window_seconds,
                "max_messages": max_messages,
                "message_window_seconds": message_window_seconds,
                "price_collar_through_pct": price_collar_through_pct,
                "price_collar_away_pct": price_collar_away_pct,
                "price_collar_min_width": price_collar_min_width,
                "enabled": enabled,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        daily_loss_limit = d.pop("daily_loss_limit")

        daily_loss_mode = check_breaker_mode(d.pop("daily_loss_mode"))

        daily_loss_on_trip = check_limits_daily_loss_on_trip(d.pop("daily_loss_on_trip"))

        max_order_size = d.pop("max_order_size")

        max_position_size = d.pop("max_position_size")

        max_portfolio_concentration = d.pop("max_portfolio_concentration")

        max_leverage = d.pop("max_leverage")

        max_orders_per_second = d.pop("max_orders_per_second")

        max_orders_per_burst = d.pop("max_orders_per_burst")

        burst_window_seconds = d.pop("burst_window_seconds")

        def _parse_max_messages(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_messages = _parse_max_messages(d.pop("max_messages"))

        message_window_seconds = d.pop("message_window_seconds")

        def _parse_price_collar_through_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        price_collar_through_pct = _parse_price_collar_through_pct(d.pop("price_collar_through_pct"))

        def _parse_price_collar_away_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        price_collar_away_pct = _parse_price_collar_away_pct(d.pop("price_collar_away_pct"))

        price_collar_min_width = d.pop("price_collar_min_width")

        enabled = d.pop("enabled")

        version = d.pop("version")

        limits = cls(
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
            version=version,
        )

        return limits
