from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode
from ..models.limits_account_type import LimitsAccountType, check_limits_account_type
from ..models.limits_daily_loss_on_trip import (
    LimitsDailyLossOnTrip,
    check_limits_daily_loss_on_trip,
)
from ..models.limits_extended_hours import (
    LimitsExtendedHours,
    check_limits_extended_hours,
)
from ..models.limits_hard_to_borrow import (
    LimitsHardToBorrow,
    check_limits_hard_to_borrow,
)
from ..models.limits_maintenance_margin import (
    LimitsMaintenanceMargin,
    check_limits_maintenance_margin,
)
from ..models.limits_market_halt_test import (
    LimitsMarketHaltTest,
    check_limits_market_halt_test,
)
from ..models.limits_position_flip import LimitsPositionFlip, check_limits_position_flip
from ..models.limits_relock_daily import LimitsRelockDaily, check_limits_relock_daily
from ..models.limits_require_strategy import (
    LimitsRequireStrategy,
    check_limits_require_strategy,
)
from ..models.limits_self_trade import LimitsSelfTrade, check_limits_self_trade
from ..models.limits_short_locate import LimitsShortLocate, check_limits_short_locate
from ..models.limits_short_locate_easy import (
    LimitsShortLocateEasy,
    check_limits_short_locate_easy,
)
from ..models.limits_short_price_test import (
    LimitsShortPriceTest,
    check_limits_short_price_test,
)
from ..models.limits_short_selling import LimitsShortSelling, check_limits_short_selling
from ..types import UNSET, Unset

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
        maintenance_margin (LimitsMaintenanceMargin):
        max_orders_per_second (float):
        max_orders_per_burst (float):
        burst_window_seconds (float):
        max_messages (float | None):
        message_window_seconds (float):
        price_collar_through_pct (float | None):
        price_collar_away_pct (float | None):
        price_collar_min_width (float):
        max_long_exposure (float | None):
        max_short_exposure (float | None):
        max_gross_exposure (float | None):
        max_net_exposure (float | None):
        max_net_leverage (float | None):
        max_open_orders (float | None):
        open_orders_headroom (float):
        max_open_notional (float | None):
        max_positions (float | None):
        max_day_turnover (float | None):
        max_same_orders (float | None):
        same_orders_window_seconds (float):
        max_order_quantity (float | None):
        short_selling (LimitsShortSelling):
        position_flip (LimitsPositionFlip):
        max_spread_pct (float | None):
        mark_max_spread_pct (float | None):
        max_quote_age_seconds (float | None):
        max_stop_distance_pct (float | None):
        max_good_till_days (float):
        loss_window_limit (float | None):
        loss_window_seconds (float):
        drawdown_day_pct (float | None):
        drawdown_all_time_pct (float | None):
        profit_give_back_pct (float | None):
        profit_give_back_from (float):
        losing_streak (float | None):
        losing_streak_window_seconds (float):
        losing_streak_cooldown_seconds (float):
        volatility_move_pct (float | None):
        volatility_window_seconds (float):
        volatility_cooldown_seconds (float):
        repeated_execution_window_seconds (float):
        reject_streak (float | None):
        relock_daily (LimitsRelockDaily):
        account_type (LimitsAccountType):
        extended_hours (LimitsExtendedHours):
        market_halt_test (LimitsMarketHaltTest):
        flat_by_close_minutes (float | None):
        flatten_by_close_minutes (float | None):
        max_order_adv_pct (float | None):
        hard_to_borrow (LimitsHardToBorrow):
        max_borrow_fee_pct (float):
        require_strategy (LimitsRequireStrategy):
        warn_at_pct (float | None):
        self_trade (LimitsSelfTrade):
        self_trade_group (float | None):
        max_order_to_trade (float | None):
        order_to_trade_window_seconds (float):
        order_to_trade_min_messages (float):
        max_day_orders (float | None):
        max_day_cancels (float | None):
        max_day_amendments (float | None):
        max_order_to_average (float | None):
        average_min_samples (float):
        average_floor (float):
        last_trade_collar_pct (float | None):
        last_trade_max_age_seconds (float):
        mean_collar_pct (float | None):
        mean_collar_window_seconds (float):
        short_price_test (LimitsShortPriceTest):
        short_locate (LimitsShortLocate):
        short_locate_easy (LimitsShortLocateEasy):
        broker_messages_kept (float):
        min_equity (float | None):
        enabled (bool):
        version (float):
        warnings (list[str] | Unset): In the answer of a change, where there is any: a limit over the one that stands
            above it, or under what is used
    """

    daily_loss_limit: float
    daily_loss_mode: BreakerMode
    daily_loss_on_trip: LimitsDailyLossOnTrip
    max_order_size: float
    max_position_size: float
    max_portfolio_concentration: float
    max_leverage: float
    maintenance_margin: LimitsMaintenanceMargin
    max_orders_per_second: float
    max_orders_per_burst: float
    burst_window_seconds: float
    max_messages: float | None
    message_window_seconds: float
    price_collar_through_pct: float | None
    price_collar_away_pct: float | None
    price_collar_min_width: float
    max_long_exposure: float | None
    max_short_exposure: float | None
    max_gross_exposure: float | None
    max_net_exposure: float | None
    max_net_leverage: float | None
    max_open_orders: float | None
    open_orders_headroom: float
    max_open_notional: float | None
    max_positions: float | None
    max_day_turnover: float | None
    max_same_orders: float | None
    same_orders_window_seconds: float
    max_order_quantity: float | None
    short_selling: LimitsShortSelling
    position_flip: LimitsPositionFlip
    max_spread_pct: float | None
    mark_max_spread_pct: float | None
    max_quote_age_seconds: float | None
    max_stop_distance_pct: float | None
    max_good_till_days: float
    loss_window_limit: float | None
    loss_window_seconds: float
    drawdown_day_pct: float | None
    drawdown_all_time_pct: float | None
    profit_give_back_pct: float | None
    profit_give_back_from: float
    losing_streak: float | None
    losing_streak_window_seconds: float
    losing_streak_cooldown_seconds: float
    volatility_move_pct: float | None
    volatility_window_seconds: float
    volatility_cooldown_seconds: float
    repeated_execution_window_seconds: float
    reject_streak: float | None
    relock_daily: LimitsRelockDaily
    account_type: LimitsAccountType
    extended_hours: LimitsExtendedHours
    market_halt_test: LimitsMarketHaltTest
    flat_by_close_minutes: float | None
    flatten_by_close_minutes: float | None
    max_order_adv_pct: float | None
    hard_to_borrow: LimitsHardToBorrow
    max_borrow_fee_pct: float
    require_strategy: LimitsRequireStrategy
    warn_at_pct: float | None
    self_trade: LimitsSelfTrade
    self_trade_group: float | None
    max_order_to_trade: float | None
    order_to_trade_window_seconds: float
    order_to_trade_min_messages: float
    max_day_orders: float | None
    max_day_cancels: float | None
    max_day_amendments: float | None
    max_order_to_average: float | None
    average_min_samples: float
    average_floor: float
    last_trade_collar_pct: float | None
    last_trade_max_age_seconds: float
    mean_collar_pct: float | None
    mean_collar_window_seconds: float
    short_price_test: LimitsShortPriceTest
    short_locate: LimitsShortLocate
    short_locate_easy: LimitsShortLocateEasy
    broker_messages_kept: float
    min_equity: float | None
    enabled: bool
    version: float
    warnings: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        daily_loss_limit = self.daily_loss_limit

        daily_loss_mode: str = self.daily_loss_mode

        daily_loss_on_trip: str = self.daily_loss_on_trip

        max_order_size = self.max_order_size

        max_position_size = self.max_position_size

        max_portfolio_concentration = self.max_portfolio_concentration

        max_leverage = self.max_leverage

        maintenance_margin: str = self.maintenance_margin

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

        max_long_exposure: float | None
        max_long_exposure = self.max_long_exposure

        max_short_exposure: float | None
        max_short_exposure = self.max_short_exposure

        max_gross_exposure: float | None
        max_gross_exposure = self.max_gross_exposure

        max_net_exposure: float | None
        max_net_exposure = self.max_net_exposure

        max_net_leverage: float | None
        max_net_leverage = self.max_net_leverage

        max_open_orders: float | None
        max_open_orders = self.max_open_orders

        open_orders_headroom = self.open_orders_headroom

        max_open_notional: float | None
        max_open_notional = self.max_open_notional

        max_positions: float | None
        max_positions = self.max_positions

        max_day_turnover: float | None
        max_day_turnover = self.max_day_turnover

        max_same_orders: float | None
        max_same_orders = self.max_same_orders

        same_orders_window_seconds = self.same_orders_window_seconds

        max_order_quantity: float | None
        max_order_quantity = self.max_order_quantity

        short_selling: str = self.short_selling

        position_flip: str = self.position_flip

        max_spread_pct: float | None
        max_spread_pct = self.max_spread_pct

        mark_max_spread_pct: float | None
        mark_max_spread_pct = self.mark_max_spread_pct

        max_quote_age_seconds: float | None
        max_quote_age_seconds = self.max_quote_age_seconds

        max_stop_distance_pct: float | None
        max_stop_distance_pct = self.max_stop_distance_pct

        max_good_till_days = self.max_good_till_days

        loss_window_limit: float | None
        loss_window_limit = self.loss_window_limit

        loss_window_seconds = self.loss_window_seconds

        drawdown_day_pct: float | None
        drawdown_day_pct = self.drawdown_day_pct

        drawdown_all_time_pct: float | None
        drawdown_all_time_pct = self.drawdown_all_time_pct

        profit_give_back_pct: float | None
        profit_give_back_pct = self.profit_give_back_pct

        profit_give_back_from = self.profit_give_back_from

        losing_streak: float | None
        losing_streak = self.losing_streak

        losing_streak_window_seconds = self.losing_streak_window_seconds

        losing_streak_cooldown_seconds = self.losing_streak_cooldown_seconds

        volatility_move_pct: float | None
        volatility_move_pct = self.volatility_move_pct

        volatility_window_seconds = self.volatility_window_seconds

        volatility_cooldown_seconds = self.volatility_cooldown_seconds

        repeated_execution_window_seconds = self.repeated_execution_window_seconds

        reject_streak: float | None
        reject_streak = self.reject_streak

        relock_daily: str = self.relock_daily

        account_type: str = self.account_type

        extended_hours: str = self.extended_hours

        market_halt_test: str = self.market_halt_test

        flat_by_close_minutes: float | None
        flat_by_close_minutes = self.flat_by_close_minutes

        flatten_by_close_minutes: float | None
        flatten_by_close_minutes = self.flatten_by_close_minutes

        max_order_adv_pct: float | None
        max_order_adv_pct = self.max_order_adv_pct

        hard_to_borrow: str = self.hard_to_borrow

        max_borrow_fee_pct = self.max_borrow_fee_pct

        require_strategy: str = self.require_strategy

        warn_at_pct: float | None
        warn_at_pct = self.warn_at_pct

        self_trade: str = self.self_trade

        self_trade_group: float | None
        self_trade_group = self.self_trade_group

        max_order_to_trade: float | None
        max_order_to_trade = self.max_order_to_trade

        order_to_trade_window_seconds = self.order_to_trade_window_seconds

        order_to_trade_min_messages = self.order_to_trade_min_messages

        max_day_orders: float | None
        max_day_orders = self.max_day_orders

        max_day_cancels: float | None
        max_day_cancels = self.max_day_cancels

        max_day_amendments: float | None
        max_day_amendments = self.max_day_amendments

        max_order_to_average: float | None
        max_order_to_average = self.max_order_to_average

        average_min_samples = self.average_min_samples

        average_floor = self.average_floor

        last_trade_collar_pct: float | None
        last_trade_collar_pct = self.last_trade_collar_pct

        last_trade_max_age_seconds = self.last_trade_max_age_seconds

        mean_collar_pct: float | None
        mean_collar_pct = self.mean_collar_pct

        mean_collar_window_seconds = self.mean_collar_window_seconds

        short_price_test: str = self.short_price_test

        short_locate: str = self.short_locate

        short_locate_easy: str = self.short_locate_easy

        broker_messages_kept = self.broker_messages_kept

        min_equity: float | None
        min_equity = self.min_equity

        enabled = self.enabled

        version = self.version

        warnings: list[str] | Unset = UNSET
        if not isinstance(self.warnings, Unset):
            warnings = self.warnings

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
                "maintenance_margin": maintenance_margin,
                "max_orders_per_second": max_orders_per_second,
                "max_orders_per_burst": max_orders_per_burst,
                "burst_window_seconds": burst_window_seconds,
                "max_messages": max_messages,
                "message_window_seconds": message_window_seconds,
                "price_collar_through_pct": price_collar_through_pct,
                "price_collar_away_pct": price_collar_away_pct,
                "price_collar_min_width": price_collar_min_width,
                "max_long_exposure": max_long_exposure,
                "max_short_exposure": max_short_exposure,
                "max_gross_exposure": max_gross_exposure,
                "max_net_exposure": max_net_exposure,
                "max_net_leverage": max_net_leverage,
                "max_open_orders": max_open_orders,
                "open_orders_headroom": open_orders_headroom,
                "max_open_notional": max_open_notional,
                "max_positions": max_positions,
                "max_day_turnover": max_day_turnover,
                "max_same_orders": max_same_orders,
                "same_orders_window_seconds": same_orders_window_seconds,
                "max_order_quantity": max_order_quantity,
                "short_selling": short_selling,
                "position_flip": position_flip,
                "max_spread_pct": max_spread_pct,
                "mark_max_spread_pct": mark_max_spread_pct,
                "max_quote_age_seconds": max_quote_age_seconds,
                "max_stop_distance_pct": max_stop_distance_pct,
                "max_good_till_days": max_good_till_days,
                "loss_window_limit": loss_window_limit,
                "loss_window_seconds": loss_window_seconds,
                "drawdown_day_pct": drawdown_day_pct,
                "drawdown_all_time_pct": drawdown_all_time_pct,
                "profit_give_back_pct": profit_give_back_pct,
                "profit_give_back_from": profit_give_back_from,
                "losing_streak": losing_streak,
                "losing_streak_window_seconds": losing_streak_window_seconds,
                "losing_streak_cooldown_seconds": losing_streak_cooldown_seconds,
                "volatility_move_pct": volatility_move_pct,
                "volatility_window_seconds": volatility_window_seconds,
                "volatility_cooldown_seconds": volatility_cooldown_seconds,
                "repeated_execution_window_seconds": repeated_execution_window_seconds,
                "reject_streak": reject_streak,
                "relock_daily": relock_daily,
                "account_type": account_type,
                "extended_hours": extended_hours,
                "market_halt_test": market_halt_test,
                "flat_by_close_minutes": flat_by_close_minutes,
                "flatten_by_close_minutes": flatten_by_close_minutes,
                "max_order_adv_pct": max_order_adv_pct,
                "hard_to_borrow": hard_to_borrow,
                "max_borrow_fee_pct": max_borrow_fee_pct,
                "require_strategy": require_strategy,
                "warn_at_pct": warn_at_pct,
                "self_trade": self_trade,
                "self_trade_group": self_trade_group,
                "max_order_to_trade": max_order_to_trade,
                "order_to_trade_window_seconds": order_to_trade_window_seconds,
                "order_to_trade_min_messages": order_to_trade_min_messages,
                "max_day_orders": max_day_orders,
                "max_day_cancels": max_day_cancels,
                "max_day_amendments": max_day_amendments,
                "max_order_to_average": max_order_to_average,
                "average_min_samples": average_min_samples,
                "average_floor": average_floor,
                "last_trade_collar_pct": last_trade_collar_pct,
                "last_trade_max_age_seconds": last_trade_max_age_seconds,
                "mean_collar_pct": mean_collar_pct,
                "mean_collar_window_seconds": mean_collar_window_seconds,
                "short_price_test": short_price_test,
                "short_locate": short_locate,
                "short_locate_easy": short_locate_easy,
                "broker_messages_kept": broker_messages_kept,
                "min_equity": min_equity,
                "enabled": enabled,
                "version": version,
            }
        )
        if warnings is not UNSET:
            field_dict["warnings"] = warnings

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

        maintenance_margin = check_limits_maintenance_margin(d.pop("maintenance_margin"))

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

        def _parse_max_long_exposure(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_long_exposure = _parse_max_long_exposure(d.pop("max_long_exposure"))

        def _parse_max_short_exposure(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_short_exposure = _parse_max_short_exposure(d.pop("max_short_exposure"))

        def _parse_max_gross_exposure(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_gross_exposure = _parse_max_gross_exposure(d.pop("max_gross_exposure"))

        def _parse_max_net_exposure(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_net_exposure = _parse_max_net_exposure(d.pop("max_net_exposure"))

        def _parse_max_net_leverage(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_net_leverage = _parse_max_net_leverage(d.pop("max_net_leverage"))

        def _parse_max_open_orders(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_open_orders = _parse_max_open_orders(d.pop("max_open_orders"))

        open_orders_headroom = d.pop("open_orders_headroom")

        def _parse_max_open_notional(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_open_notional = _parse_max_open_notional(d.pop("max_open_notional"))

        def _parse_max_positions(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_positions = _parse_max_positions(d.pop("max_positions"))

        def _parse_max_day_turnover(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_day_turnover = _parse_max_day_turnover(d.pop("max_day_turnover"))

        def _parse_max_same_orders(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_same_orders = _parse_max_same_orders(d.pop("max_same_orders"))

        same_orders_window_seconds = d.pop("same_orders_window_seconds")

        def _parse_max_order_quantity(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_order_quantity = _parse_max_order_quantity(d.pop("max_order_quantity"))

        short_selling = check_limits_short_selling(d.pop("short_selling"))

        position_flip = check_limits_position_flip(d.pop("position_flip"))

        def _parse_max_spread_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_spread_pct = _parse_max_spread_pct(d.pop("max_spread_pct"))

        def _parse_mark_max_spread_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        mark_max_spread_pct = _parse_mark_max_spread_pct(d.pop("mark_max_spread_pct"))

        def _parse_max_quote_age_seconds(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_quote_age_seconds = _parse_max_quote_age_seconds(d.pop("max_quote_age_seconds"))

        def _parse_max_stop_distance_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_stop_distance_pct = _parse_max_stop_distance_pct(d.pop("max_stop_distance_pct"))

        max_good_till_days = d.pop("max_good_till_days")

        def _parse_loss_window_limit(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        loss_window_limit = _parse_loss_window_limit(d.pop("loss_window_limit"))

        loss_window_seconds = d.pop("loss_window_seconds")

        def _parse_drawdown_day_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        drawdown_day_pct = _parse_drawdown_day_pct(d.pop("drawdown_day_pct"))

        def _parse_drawdown_all_time_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        drawdown_all_time_pct = _parse_drawdown_all_time_pct(d.pop("drawdown_all_time_pct"))

        def _parse_profit_give_back_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        profit_give_back_pct = _parse_profit_give_back_pct(d.pop("profit_give_back_pct"))

        profit_give_back_from = d.pop("profit_give_back_from")

        def _parse_losing_streak(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        losing_streak = _parse_losing_streak(d.pop("losing_streak"))

        losing_streak_window_seconds = d.pop("losing_streak_window_seconds")

        losing_streak_cooldown_seconds = d.pop("losing_streak_cooldown_seconds")

        def _parse_volatility_move_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        volatility_move_pct = _parse_volatility_move_pct(d.pop("volatility_move_pct"))

        volatility_window_seconds = d.pop("volatility_window_seconds")

        volatility_cooldown_seconds = d.pop("volatility_cooldown_seconds")

        repeated_execution_window_seconds = d.pop("repeated_execution_window_seconds")

        def _parse_reject_streak(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        reject_streak = _parse_reject_streak(d.pop("reject_streak"))

        relock_daily = check_limits_relock_daily(d.pop("relock_daily"))

        account_type = check_limits_account_type(d.pop("account_type"))

        extended_hours = check_limits_extended_hours(d.pop("extended_hours"))

        market_halt_test = check_limits_market_halt_test(d.pop("market_halt_test"))

        def _parse_flat_by_close_minutes(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        flat_by_close_minutes = _parse_flat_by_close_minutes(d.pop("flat_by_close_minutes"))

        def _parse_flatten_by_close_minutes(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        flatten_by_close_minutes = _parse_flatten_by_close_minutes(d.pop("flatten_by_close_minutes"))

        def _parse_max_order_adv_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_order_adv_pct = _parse_max_order_adv_pct(d.pop("max_order_adv_pct"))

        hard_to_borrow = check_limits_hard_to_borrow(d.pop("hard_to_borrow"))

        max_borrow_fee_pct = d.pop("max_borrow_fee_pct")

        require_strategy = check_limits_require_strategy(d.pop("require_strategy"))

        def _parse_warn_at_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        warn_at_pct = _parse_warn_at_pct(d.pop("warn_at_pct"))

        self_trade = check_limits_self_trade(d.pop("self_trade"))

        def _parse_self_trade_group(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        self_trade_group = _parse_self_trade_group(d.pop("self_trade_group"))

        def _parse_max_order_to_trade(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_order_to_trade = _parse_max_order_to_trade(d.pop("max_order_to_trade"))

        order_to_trade_window_seconds = d.pop("order_to_trade_window_seconds")

        order_to_trade_min_messages = d.pop("order_to_trade_min_messages")

        def _parse_max_day_orders(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_day_orders = _parse_max_day_orders(d.pop("max_day_orders"))

        def _parse_max_day_cancels(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_day_cancels = _parse_max_day_cancels(d.pop("max_day_cancels"))

        def _parse_max_day_amendments(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_day_amendments = _parse_max_day_amendments(d.pop("max_day_amendments"))

        def _parse_max_order_to_average(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_order_to_average = _parse_max_order_to_average(d.pop("max_order_to_average"))

        average_min_samples = d.pop("average_min_samples")

        average_floor = d.pop("average_floor")

        def _parse_last_trade_collar_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        last_trade_collar_pct = _parse_last_trade_collar_pct(d.pop("last_trade_collar_pct"))

        last_trade_max_age_seconds = d.pop("last_trade_max_age_seconds")

        def _parse_mean_collar_pct(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        mean_collar_pct = _parse_mean_collar_pct(d.pop("mean_collar_pct"))

        mean_collar_window_seconds = d.pop("mean_collar_window_seconds")

        short_price_test = check_limits_short_price_test(d.pop("short_price_test"))

        short_locate = check_limits_short_locate(d.pop("short_locate"))

        short_locate_easy = check_limits_short_locate_easy(d.pop("short_locate_easy"))

        broker_messages_kept = d.pop("broker_messages_kept")

        def _parse_min_equity(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        min_equity = _parse_min_equity(d.pop("min_equity"))

        enabled = d.pop("enabled")

        version = d.pop("version")

        warnings = cast(list[str], d.pop("warnings", UNSET))

        limits = cls(
            daily_loss_limit=daily_loss_limit,
            daily_loss_mode=daily_loss_mode,
            daily_loss_on_trip=daily_loss_on_trip,
            max_order_size=max_order_size,
            max_position_size=max_position_size,
            max_portfolio_concentration=max_portfolio_concentration,
            max_leverage=max_leverage,
            maintenance_margin=maintenance_margin,
            max_orders_per_second=max_orders_per_second,
            max_orders_per_burst=max_orders_per_burst,
            burst_window_seconds=burst_window_seconds,
            max_messages=max_messages,
            message_window_seconds=message_window_seconds,
            price_collar_through_pct=price_collar_through_pct,
            price_collar_away_pct=price_collar_away_pct,
            price_collar_min_width=price_collar_min_width,
            max_long_exposure=max_long_exposure,
            max_short_exposure=max_short_exposure,
            max_gross_exposure=max_gross_exposure,
            max_net_exposure=max_net_exposure,
            max_net_leverage=max_net_leverage,
            max_open_orders=max_open_orders,
            open_orders_headroom=open_orders_headroom,
            max_open_notional=max_open_notional,
            max_positions=max_positions,
            max_day_turnover=max_day_turnover,
            max_same_orders=max_same_orders,
            same_orders_window_seconds=same_orders_window_seconds,
            max_order_quantity=max_order_quantity,
            short_selling=short_selling,
            position_flip=position_flip,
            max_spread_pct=max_spread_pct,
            mark_max_spread_pct=mark_max_spread_pct,
            max_quote_age_seconds=max_quote_age_seconds,
            max_stop_distance_pct=max_stop_distance_pct,
            max_good_till_days=max_good_till_days,
            loss_window_limit=loss_window_limit,
            loss_window_seconds=loss_window_seconds,
            drawdown_day_pct=drawdown_day_pct,
            drawdown_all_time_pct=drawdown_all_time_pct,
            profit_give_back_pct=profit_give_back_pct,
            profit_give_back_from=profit_give_back_from,
            losing_streak=losing_streak,
            losing_streak_window_seconds=losing_streak_window_seconds,
            losing_streak_cooldown_seconds=losing_streak_cooldown_seconds,
            volatility_move_pct=volatility_move_pct,
            volatility_window_seconds=volatility_window_seconds,
            volatility_cooldown_seconds=volatility_cooldown_seconds,
            repeated_execution_window_seconds=repeated_execution_window_seconds,
            reject_streak=reject_streak,
            relock_daily=relock_daily,
            account_type=account_type,
            extended_hours=extended_hours,
            market_halt_test=market_halt_test,
            flat_by_close_minutes=flat_by_close_minutes,
            flatten_by_close_minutes=flatten_by_close_minutes,
            max_order_adv_pct=max_order_adv_pct,
            hard_to_borrow=hard_to_borrow,
            max_borrow_fee_pct=max_borrow_fee_pct,
            require_strategy=require_strategy,
            warn_at_pct=warn_at_pct,
            self_trade=self_trade,
            self_trade_group=self_trade_group,
            max_order_to_trade=max_order_to_trade,
            order_to_trade_window_seconds=order_to_trade_window_seconds,
            order_to_trade_min_messages=order_to_trade_min_messages,
            max_day_orders=max_day_orders,
            max_day_cancels=max_day_cancels,
            max_day_amendments=max_day_amendments,
            max_order_to_average=max_order_to_average,
            average_min_samples=average_min_samples,
            average_floor=average_floor,
            last_trade_collar_pct=last_trade_collar_pct,
            last_trade_max_age_seconds=last_trade_max_age_seconds,
            mean_collar_pct=mean_collar_pct,
            mean_collar_window_seconds=mean_collar_window_seconds,
            short_price_test=short_price_test,
            short_locate=short_locate,
            short_locate_easy=short_locate_easy,
            broker_messages_kept=broker_messages_kept,
            min_equity=min_equity,
            enabled=enabled,
            version=version,
            warnings=warnings,
        )

        return limits
