from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.limits_to_try_account_type import (
    LimitsToTryAccountType,
    check_limits_to_try_account_type,
)
from ..models.limits_to_try_daily_loss_mode import (
    LimitsToTryDailyLossMode,
    check_limits_to_try_daily_loss_mode,
)
from ..models.limits_to_try_daily_loss_on_trip import (
    LimitsToTryDailyLossOnTrip,
    check_limits_to_try_daily_loss_on_trip,
)
from ..models.limits_to_try_extended_hours import (
    LimitsToTryExtendedHours,
    check_limits_to_try_extended_hours,
)
from ..models.limits_to_try_hard_to_borrow import (
    LimitsToTryHardToBorrow,
    check_limits_to_try_hard_to_borrow,
)
from ..models.limits_to_try_maintenance_margin import (
    LimitsToTryMaintenanceMargin,
    check_limits_to_try_maintenance_margin,
)
from ..models.limits_to_try_market_halt_test import (
    LimitsToTryMarketHaltTest,
    check_limits_to_try_market_halt_test,
)
from ..models.limits_to_try_position_flip import (
    LimitsToTryPositionFlip,
    check_limits_to_try_position_flip,
)
from ..models.limits_to_try_relock_daily import (
    LimitsToTryRelockDaily,
    check_limits_to_try_relock_daily,
)
from ..models.limits_to_try_require_strategy import (
    LimitsToTryRequireStrategy,
    check_limits_to_try_require_strategy,
)
from ..models.limits_to_try_self_trade import (
    LimitsToTrySelfTrade,
    check_limits_to_try_self_trade,
)
from ..models.limits_to_try_short_locate import (
    LimitsToTryShortLocate,
    check_limits_to_try_short_locate,
)
from ..models.limits_to_try_short_locate_easy import (
    LimitsToTryShortLocateEasy,
    check_limits_to_try_short_locate_easy,
)
from ..models.limits_to_try_short_price_test import (
    LimitsToTryShortPriceTest,
    check_limits_to_try_short_price_test,
)
from ..models.limits_to_try_short_selling import (
    LimitsToTryShortSelling,
    check_limits_to_try_short_selling,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.limits_to_try_symbols import LimitsToTrySymbols


T = TypeVar("T", bound="LimitsToTry")


@_attrs_define
class LimitsToTry:
    """
    Attributes:
        daily_loss_limit (float | str | Unset): At this loss, realised and unrealised, the breaker of the account (or of
            the scope) trips
        daily_loss_mode (LimitsToTryDailyLossMode | Unset): Whether the breaker that trips lets nothing through (halt)
            or closing orders (reduce_only)
        daily_loss_on_trip (LimitsToTryDailyLossOnTrip | Unset): Whether a trip cancels the open orders of the account
            that do not close a position
        max_order_size (float | str | Unset): What one order may be worth: quantity x check price, rounded up
        max_position_size (float | str | Unset): Worst-case exposure of any symbol: position and open orders of one side
        max_portfolio_concentration (float | Unset): Share of equity that the worst-case exposure of any symbol may be
        max_leverage (float | Unset): Gross worst-case exposure of the account over its equity; of a strategy over its
            capital and profit of the day
        maintenance_margin (LimitsToTryMaintenanceMargin | Unset): Whether the breaker of an account trips to
            reduce_only when its equity is below the maintenance requirement
        max_orders_per_second (int | Unset): Orders of one account in any second, refused ones included
        max_orders_per_burst (int | Unset): Orders of one account in any burst window, refused ones included
        burst_window_seconds (int | Unset): Length of the burst window
        max_messages (int | None | Unset):
        message_window_seconds (int | Unset): Length of the message window
        price_collar_through_pct (float | None | Unset):
        price_collar_away_pct (float | None | Unset):
        price_collar_min_width (float | str | Unset): A limit price within this of the reference price passes in any
            case
        max_long_exposure (float | None | str | Unset):
        max_short_exposure (float | None | str | Unset):
        max_gross_exposure (float | None | str | Unset):
        max_net_exposure (float | None | str | Unset):
        max_net_leverage (float | None | Unset):
        max_open_orders (int | None | Unset):
        open_orders_headroom (int | Unset): How many more open orders there may be when the order only closes
        max_open_notional (float | None | str | Unset):
        max_positions (int | None | Unset):
        max_day_turnover (float | None | str | Unset):
        max_same_orders (int | None | Unset):
        same_orders_window_seconds (int | Unset): Length of the window in which equal orders are counted
        max_order_quantity (float | None | str | Unset):
        short_selling (LimitsToTryShortSelling | Unset): Whether an account may sell what it does not hold
        position_flip (LimitsToTryPositionFlip | Unset): Whether one order may close a position and open the opposite
            one
        max_spread_pct (float | None | Unset):
        mark_max_spread_pct (float | None | Unset):
        max_quote_age_seconds (int | None | Unset):
        max_stop_distance_pct (float | None | Unset):
        max_good_till_days (int | Unset): How many days ahead a GTD order may end
        loss_window_limit (float | None | str | Unset):
        loss_window_seconds (int | Unset): Length of the window of the loss in a window; looked at in 60 parts, so it
            may count up to one part more
        drawdown_day_pct (float | None | Unset):
        drawdown_all_time_pct (float | None | Unset):
        profit_give_back_pct (float | None | Unset):
        profit_give_back_from (float | str | Unset): The day's highest profit must have been at least this
        losing_streak (int | None | Unset):
        losing_streak_window_seconds (int | Unset): All of them must be within this
        losing_streak_cooldown_seconds (int | Unset): How long the breaker stays open
        volatility_move_pct (float | None | Unset):
        volatility_window_seconds (int | Unset): Length of the window; looked at in 60 parts, so it may count up to one
            part more
        volatility_cooldown_seconds (int | Unset): How long the breaker stays open after the last such move
        repeated_execution_window_seconds (int | Unset): Only those within it count; 0: all since the last reset
        reject_streak (int | None | Unset):
        relock_daily (LimitsToTryRelockDaily | Unset): Whether an account begins each day locked, until a person arms it
        account_type (LimitsToTryAccountType | Unset): Whether the account borrows (margin), or buys with settled cash
            and sells what it has (cash)
        extended_hours (LimitsToTryExtendedHours | Unset): Whether limit orders of the day that ask for it are let
            through outside regular hours
        market_halt_test (LimitsToTryMarketHaltTest | Unset): Whether a fall of SPY from its previous close (an
            instrument field) halts everything: at 7 and 13 % for 15 minutes, once each a day and not in the last 35
            minutes, at 20 % for the rest of the day
        flat_by_close_minutes (int | None | Unset):
        flatten_by_close_minutes (int | None | Unset):
        max_order_adv_pct (float | None | Unset):
        hard_to_borrow (LimitsToTryHardToBorrow | Unset): Whether borrow data is looked at, and whether what is hard to
            borrow may be sold short up to the highest fee
        max_borrow_fee_pct (float | Unset): The highest fee, a year, at which what is hard to borrow may be sold short
        require_strategy (LimitsToTryRequireStrategy | Unset): Whether an order without a strategy is refused
        warn_at_pct (float | None | Unset):
        self_trade (LimitsToTrySelfTrade | Unset): Whether an order that could trade with an own one is refused, and
            whether that one is canceled too; venue: as Alpaca refuses it, market and stop orders at any price, and the
            default of accounts there
        self_trade_group (int | None | Unset):
        max_order_to_trade (int | None | Unset):
        order_to_trade_window_seconds (int | Unset): Length of the window; it is kept in 60 parts, and looks back up to
            one part further
        order_to_trade_min_messages (int | Unset): With fewer messages in the window nothing is judged
        max_day_orders (int | None | Unset):
        max_day_cancels (int | None | Unset):
        max_day_amendments (int | None | Unset):
        max_order_to_average (float | None | Unset):
        average_min_samples (int | Unset): With fewer orders before it nothing is judged
        average_floor (float | str | Unset): An order worth no more than this passes whatever the average is
        last_trade_collar_pct (float | None | Unset):
        last_trade_max_age_seconds (int | Unset): An older trade is none: the order is refused LAST_TRADE_UNAVAILABLE
        mean_collar_pct (float | None | Unset):
        mean_collar_window_seconds (int | Unset): One price of each second with a quote counts; it is kept in 60 parts,
            and looks back up to one part further. With fewer than 60 prices the previous close stands for the mean
        short_price_test (LimitsToTryShortPriceTest | Unset): Whether a fall of 10 % from the previous close, in regular
            hours, holds short sales back; what an instrument says itself (short_restricted_until) always does
        short_locate (LimitsToTryShortLocate | Unset): Whether units must be located before they are sold short: by the
            account, or (of_firm) out of what the firm has located for all such accounts
        short_locate_easy (LimitsToTryShortLocateEasy | Unset): Whether what is easy to borrow needs none
        broker_messages_kept (int | Unset): An order is refused when no more than so many are left
        min_equity (float | None | str | Unset):
        enabled (bool | Unset):
        disabled_for_minutes (int | Unset): With `enabled: false`: after this the checks are on again; left out, after
            15 minutes
        symbols (LimitsToTrySymbols | Unset):
    """

    daily_loss_limit: float | str | Unset = UNSET
    daily_loss_mode: LimitsToTryDailyLossMode | Unset = UNSET
    daily_loss_on_trip: LimitsToTryDailyLossOnTrip | Unset = UNSET
    max_order_size: float | str | Unset = UNSET
    max_position_size: float | str | Unset = UNSET
    max_portfolio_concentration: float | Unset = UNSET
    max_leverage: float | Unset = UNSET
    maintenance_margin: LimitsToTryMaintenanceMargin | Unset = UNSET
    max_orders_per_second: int | Unset = UNSET
    max_orders_per_burst: int | Unset = UNSET
    burst_window_seconds: int | Unset = UNSET
    max_messages: int | None | Unset = UNSET
    message_window_seconds: int | Unset = UNSET
    price_collar_through_pct: float | None | Unset = UNSET
    price_collar_away_pct: float | None | Unset = UNSET
    price_collar_min_width: float | str | Unset = UNSET
    max_long_exposure: float | None | str | Unset = UNSET
    max_short_exposure: float | None | str | Unset = UNSET
    max_gross_exposure: float | None | str | Unset = UNSET
    max_net_exposure: float | None | str | Unset = UNSET
    max_net_leverage: float | None | Unset = UNSET
    max_open_orders: int | None | Unset = UNSET
    open_orders_headroom: int | Unset = UNSET
    max_open_notional: float | None | str | Unset = UNSET
    max_positions: int | None | Unset = UNSET
    max_day_turnover: float | None | str | Unset = UNSET
    max_same_orders: int | None | Unset = UNSET
    same_orders_window_seconds: int | Unset = UNSET
    max_order_quantity: float | None | str | Unset = UNSET
    short_selling: LimitsToTryShortSelling | Unset = UNSET
    position_flip: LimitsToTryPositionFlip | Unset = UNSET
    max_spread_pct: float | None | Unset = UNSET
    mark_max_spread_pct: float | None | Unset = UNSET
    max_quote_age_seconds: int | None | Unset = UNSET
    max_stop_distance_pct: float | None | Unset = UNSET
    max_good_till_days: int | Unset = UNSET
    loss_window_limit: float | None | str | Unset = UNSET
    loss_window_seconds: int | Unset = UNSET
    drawdown_day_pct: float | None | Unset = UNSET
    drawdown_all_time_pct: float | None | Unset = UNSET
    profit_give_back_pct: float | None | Unset = UNSET
    profit_give_back_from: float | str | Unset = UNSET
    losing_streak: int | None | Unset = UNSET
    losing_streak_window_seconds: int | Unset = UNSET
    losing_streak_cooldown_seconds: int | Unset = UNSET
    volatility_move_pct: float | None | Unset = UNSET
    volatility_window_seconds: int | Unset = UNSET
    volatility_cooldown_seconds: int | Unset = UNSET
    repeated_execution_window_seconds: int | Unset = UNSET
    reject_streak: int | None | Unset = UNSET
    relock_daily: LimitsToTryRelockDaily | Unset = UNSET
    account_type: LimitsToTryAccountType | Unset = UNSET
    extended_hours: LimitsToTryExtendedHours | Unset = UNSET
    market_halt_test: LimitsToTryMarketHaltTest | Unset = UNSET
    flat_by_close_minutes: int | None | Unset = UNSET
    flatten_by_close_minutes: int | None | Unset = UNSET
    max_order_adv_pct: float | None | Unset = UNSET
    hard_to_borrow: LimitsToTryHardToBorrow | Unset = UNSET
    max_borrow_fee_pct: float | Unset = UNSET
    require_strategy: LimitsToTryRequireStrategy | Unset = UNSET
    warn_at_pct: float | None | Unset = UNSET
    self_trade: LimitsToTrySelfTrade | Unset = UNSET
    self_trade_group: int | None | Unset = UNSET
    max_order_to_trade: int | None | Unset = UNSET
    order_to_trade_window_seconds: int | Unset = UNSET
    order_to_trade_min_messages: int | Unset = UNSET
    max_day_orders: int | None | Unset = UNSET
    max_day_cancels: int | None | Unset = UNSET
    max_day_amendments: int | None | Unset = UNSET
    max_order_to_average: float | None | Unset = UNSET
    average_min_samples: int | Unset = UNSET
    average_floor: float | str | Unset = UNSET
    last_trade_collar_pct: float | None | Unset = UNSET
    last_trade_max_age_seconds: int | Unset = UNSET
    mean_collar_pct: float | None | Unset = UNSET
    mean_collar_window_seconds: int | Unset = UNSET
    short_price_test: LimitsToTryShortPriceTest | Unset = UNSET
    short_locate: LimitsToTryShortLocate | Unset = UNSET
    short_locate_easy: LimitsToTryShortLocateEasy | Unset = UNSET
    broker_messages_kept: int | Unset = UNSET
    min_equity: float | None | str | Unset = UNSET
    enabled: bool | Unset = UNSET
    disabled_for_minutes: int | Unset = UNSET
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

        maintenance_margin: str | Unset = UNSET
        if not isinstance(self.maintenance_margin, Unset):
            maintenance_margin = self.maintenance_margin

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

        max_long_exposure: float | None | str | Unset
        if isinstance(self.max_long_exposure, Unset):
            max_long_exposure = UNSET
        else:
            max_long_exposure = self.max_long_exposure

        max_short_exposure: float | None | str | Unset
        if isinstance(self.max_short_exposure, Unset):
            max_short_exposure = UNSET
        else:
            max_short_exposure = self.max_short_exposure

        max_gross_exposure: float | None | str | Unset
        if isinstance(self.max_gross_exposure, Unset):
            max_gross_exposure = UNSET
        else:
            max_gross_exposure = self.max_gross_exposure

        max_net_exposure: float | None | str | Unset
        if isinstance(self.max_net_exposure, Unset):
            max_net_exposure = UNSET
        else:
            max_net_exposure = self.max_net_exposure

        max_net_leverage: float | None | Unset
        if isinstance(self.max_net_leverage, Unset):
            max_net_leverage = UNSET
        else:
            max_net_leverage = self.max_net_leverage

        max_open_orders: int | None | Unset
        if isinstance(self.max_open_orders, Unset):
            max_open_orders = UNSET
        else:
            max_open_orders = self.max_open_orders

        open_orders_headroom = self.open_orders_headroom

        max_open_notional: float | None | str | Unset
        if isinstance(self.max_open_notional, Unset):
            max_open_notional = UNSET
        else:
            max_open_notional = self.max_open_notional

        max_positions: int | None | Unset
        if isinstance(self.max_positions, Unset):
            max_positions = UNSET
        else:
            max_positions = self.max_positions

        max_day_turnover: float | None | str | Unset
        if isinstance(self.max_day_turnover, Unset):
            max_day_turnover = UNSET
        else:
            max_day_turnover = self.max_day_turnover

        max_same_orders: int | None | Unset
        if isinstance(self.max_same_orders, Unset):
            max_same_orders = UNSET
        else:
            max_same_orders = self.max_same_orders

        same_orders_window_seconds = self.same_orders_window_seconds

        max_order_quantity: float | None | str | Unset
        if isinstance(self.max_order_quantity, Unset):
            max_order_quantity = UNSET
        else:
            max_order_quantity = self.max_order_quantity

        short_selling: str | Unset = UNSET
        if not isinstance(self.short_selling, Unset):
            short_selling = self.short_selling

        position_flip: str | Unset = UNSET
        if not isinstance(self.position_flip, Unset):
            position_flip = self.position_flip

        max_spread_pct: float | None | Unset
        if isinstance(self.max_spread_pct, Unset):
            max_spread_pct = UNSET
        else:
            max_spread_pct = self.max_spread_pct

        mark_max_spread_pct: float | None | Unset
        if isinstance(self.mark_max_spread_pct, Unset):
            mark_max_spread_pct = UNSET
        else:
            mark_max_spread_pct = self.mark_max_spread_pct

        max_quote_age_seconds: int | None | Unset
        if isinstance(self.max_quote_age_seconds, Unset):
            max_quote_age_seconds = UNSET
        else:
            max_quote_age_seconds = self.max_quote_age_seconds

        max_stop_distance_pct: float | None | Unset
        if isinstance(self.max_stop_distance_pct, Unset):
            max_stop_distance_pct = UNSET
        else:
            max_stop_distance_pct = self.max_stop_distance_pct

        max_good_till_days = self.max_good_till_days

        loss_window_limit: float | None | str | Unset
        if isinstance(self.loss_window_limit, Unset):
            loss_window_limit = UNSET
        else:
            loss_window_limit = self.loss_window_limit

        loss_window_seconds = self.loss_window_seconds

        drawdown_day_pct: float | None | Unset
        if isinstance(self.drawdown_day_pct, Unset):
            drawdown_day_pct = UNSET
        else:
            drawdown_day_pct = self.drawdown_day_pct

        drawdown_all_time_pct: float | None | Unset
        if isinstance(self.drawdown_all_time_pct, Unset):
            drawdown_all_time_pct = UNSET
        else:
            drawdown_all_time_pct = self.drawdown_all_time_pct

        profit_give_back_pct: float | None | Unset
        if isinstance(self.profit_give_back_pct, Unset):
            profit_give_back_pct = UNSET
        else:
            profit_give_back_pct = self.profit_give_back_pct

        profit_give_back_from: float | str | Unset
        if isinstance(self.profit_give_back_from, Unset):
            profit_give_back_from = UNSET
        else:
            profit_give_back_from = self.profit_give_back_from

        losing_streak: int | None | Unset
        if isinstance(self.losing_streak, Unset):
            losing_streak = UNSET
        else:
            losing_streak = self.losing_streak

        losing_streak_window_seconds = self.losing_streak_window_seconds

        losing_streak_cooldown_seconds = self.losing_streak_cooldown_seconds

        volatility_move_pct: float | None | Unset
        if isinstance(self.volatility_move_pct, Unset):
            volatility_move_pct = UNSET
        else:
            volatility_move_pct = self.volatility_move_pct

        volatility_window_seconds = self.volatility_window_seconds

        volatility_cooldown_seconds = self.volatility_cooldown_seconds

        repeated_execution_window_seconds = self.repeated_execution_window_seconds

        reject_streak: int | None | Unset
        if isinstance(self.reject_streak, Unset):
            reject_streak = UNSET
        else:
            reject_streak = self.reject_streak

        relock_daily: str | Unset = UNSET
        if not isinstance(self.relock_daily, Unset):
            relock_daily = self.relock_daily

        account_type: str | Unset = UNSET
        if not isinstance(self.account_type, Unset):
            account_type = self.account_type

        extended_hours: str | Unset = UNSET
        if not isinstance(self.extended_hours, Unset):
            extended_hours = self.extended_hours

        market_halt_test: str | Unset = UNSET
        if not isinstance(self.market_halt_test, Unset):
            market_halt_test = self.market_halt_test

        flat_by_close_minutes: int | None | Unset
        if isinstance(self.flat_by_close_minutes, Unset):
            flat_by_close_minutes = UNSET
        else:
            flat_by_close_minutes = self.flat_by_close_minutes

        flatten_by_close_minutes: int | None | Unset
        if isinstance(self.flatten_by_close_minutes, Unset):
            flatten_by_close_minutes = UNSET
        else:
            flatten_by_close_minutes = self.flatten_by_close_minutes

        max_order_adv_pct: float | None | Unset
        if isinstance(self.max_order_adv_pct, Unset):
            max_order_adv_pct = UNSET
        else:
            max_order_adv_pct = self.max_order_adv_pct

        hard_to_borrow: str | Unset = UNSET
        if not isinstance(self.hard_to_borrow, Unset):
            hard_to_borrow = self.hard_to_borrow

        max_borrow_fee_pct = self.max_borrow_fee_pct

        require_strategy: str | Unset = UNSET
        if not isinstance(self.require_strategy, Unset):
            require_strategy = self.require_strategy

        warn_at_pct: float | None | Unset
        if isinstance(self.warn_at_pct, Unset):
            warn_at_pct = UNSET
        else:
            warn_at_pct = self.warn_at_pct

        self_trade: str | Unset = UNSET
        if not isinstance(self.self_trade, Unset):
            self_trade = self.self_trade

        self_trade_group: int | None | Unset
        if isinstance(self.self_trade_group, Unset):
            self_trade_group = UNSET
        else:
            self_trade_group = self.self_trade_group

        max_order_to_trade: int | None | Unset
        if isinstance(self.max_order_to_trade, Unset):
            max_order_to_trade = UNSET
        else:
            max_order_to_trade = self.max_order_to_trade

        order_to_trade_window_seconds = self.order_to_trade_window_seconds

        order_to_trade_min_messages = self.order_to_trade_min_messages

        max_day_orders: int | None | Unset
        if isinstance(self.max_day_orders, Unset):
            max_day_orders = UNSET
        else:
            max_day_orders = self.max_day_orders

        max_day_cancels: int | None | Unset
        if isinstance(self.max_day_cancels, Unset):
            max_day_cancels = UNSET
        else:
            max_day_cancels = self.max_day_cancels

        max_day_amendments: int | None | Unset
        if isinstance(self.max_day_amendments, Unset):
            max_day_amendments = UNSET
        else:
            max_day_amendments = self.max_day_amendments

        max_order_to_average: float | None | Unset
        if isinstance(self.max_order_to_average, Unset):
            max_order_to_average = UNSET
        else:
            max_order_to_average = self.max_order_to_average

        average_min_samples = self.average_min_samples

        average_floor: float | str | Unset
        if isinstance(self.average_floor, Unset):
            average_floor = UNSET
        else:
            average_floor = self.average_floor

        last_trade_collar_pct: float | None | Unset
        if isinstance(self.last_trade_collar_pct, Unset):
            last_trade_collar_pct = UNSET
        else:
            last_trade_collar_pct = self.last_trade_collar_pct

        last_trade_max_age_seconds = self.last_trade_max_age_seconds

        mean_collar_pct: float | None | Unset
        if isinstance(self.mean_collar_pct, Unset):
            mean_collar_pct = UNSET
        else:
            mean_collar_pct = self.mean_collar_pct

        mean_collar_window_seconds = self.mean_collar_window_seconds

        short_price_test: str | Unset = UNSET
        if not isinstance(self.short_price_test, Unset):
            short_price_test = self.short_price_test

        short_locate: str | Unset = UNSET
        if not isinstance(self.short_locate, Unset):
            short_locate = self.short_locate

        short_locate_easy: str | Unset = UNSET
        if not isinstance(self.short_locate_easy, Unset):
            short_locate_easy = self.short_locate_easy

        broker_messages_kept = self.broker_messages_kept

        min_equity: float | None | str | Unset
        if isinstance(self.min_equity, Unset):
            min_equity = UNSET
        else:
            min_equity = self.min_equity

        enabled = self.enabled

        disabled_for_minutes = self.disabled_for_minutes

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
        if maintenance_margin is not UNSET:
            field_dict["maintenance_margin"] = maintenance_margin
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
        if max_long_exposure is not UNSET:
            field_dict["max_long_exposure"] = max_long_exposure
        if max_short_exposure is not UNSET:
            field_dict["max_short_exposure"] = max_short_exposure
        if max_gross_exposure is not UNSET:
            field_dict["max_gross_exposure"] = max_gross_exposure
        if max_net_exposure is not UNSET:
            field_dict["max_net_exposure"] = max_net_exposure
        if max_net_leverage is not UNSET:
            field_dict["max_net_leverage"] = max_net_leverage
        if max_open_orders is not UNSET:
            field_dict["max_open_orders"] = max_open_orders
        if open_orders_headroom is not UNSET:
            field_dict["open_orders_headroom"] = open_orders_headroom
        if max_open_notional is not UNSET:
            field_dict["max_open_notional"] = max_open_notional
        if max_positions is not UNSET:
            field_dict["max_positions"] = max_positions
        if max_day_turnover is not UNSET:
            field_dict["max_day_turnover"] = max_day_turnover
        if max_same_orders is not UNSET:
            field_dict["max_same_orders"] = max_same_orders
        if same_orders_window_seconds is not UNSET:
            field_dict["same_orders_window_seconds"] = same_orders_window_seconds
        if max_order_quantity is not UNSET:
            field_dict["max_order_quantity"] = max_order_quantity
        if short_selling is not UNSET:
            field_dict["short_selling"] = short_selling
        if position_flip is not UNSET:
            field_dict["position_flip"] = position_flip
        if max_spread_pct is not UNSET:
            field_dict["max_spread_pct"] = max_spread_pct
        if mark_max_spread_pct is not UNSET:
            field_dict["mark_max_spread_pct"] = mark_max_spread_pct
        if max_quote_age_seconds is not UNSET:
            field_dict["max_quote_age_seconds"] = max_quote_age_seconds
        if max_stop_distance_pct is not UNSET:
            field_dict["max_stop_distance_pct"] = max_stop_distance_pct
        if max_good_till_days is not UNSET:
            field_dict["max_good_till_days"] = max_good_till_days
        if loss_window_limit is not UNSET:
            field_dict["loss_window_limit"] = loss_window_limit
        if loss_window_seconds is not UNSET:
            field_dict["loss_window_seconds"] = loss_window_seconds
        if drawdown_day_pct is not UNSET:
            field_dict["drawdown_day_pct"] = drawdown_day_pct
        if drawdown_all_time_pct is not UNSET:
            field_dict["drawdown_all_time_pct"] = drawdown_all_time_pct
        if profit_give_back_pct is not UNSET:
            field_dict["profit_give_back_pct"] = profit_give_back_pct
        if profit_give_back_from is not UNSET:
            field_dict["profit_give_back_from"] = profit_give_back_from
        if losing_streak is not UNSET:
            field_dict["losing_streak"] = losing_streak
        if losing_streak_window_seconds is not UNSET:
            field_dict["losing_streak_window_seconds"] = losing_streak_window_seconds
        if losing_streak_cooldown_seconds is not UNSET:
            field_dict["losing_streak_cooldown_seconds"] = losing_streak_cooldown_seconds
        if volatility_move_pct is not UNSET:
            field_dict["volatility_move_pct"] = volatility_move_pct
        if volatility_window_seconds is not UNSET:
            field_dict["volatility_window_seconds"] = volatility_window_seconds
        if volatility_cooldown_seconds is not UNSET:
            field_dict["volatility_cooldown_seconds"] = volatility_cooldown_seconds
        if repeated_execution_window_seconds is not UNSET:
            field_dict["repeated_execution_window_seconds"] = repeated_execution_window_seconds
        if reject_streak is not UNSET:
            field_dict["reject_streak"] = reject_streak
        if relock_daily is not UNSET:
            field_dict["relock_daily"] = relock_daily
        if account_type is not UNSET:
            field_dict["account_type"] = account_type
        if extended_hours is not UNSET:
            field_dict["extended_hours"] = extended_hours
        if market_halt_test is not UNSET:
            field_dict["market_halt_test"] = market_halt_test
        if flat_by_close_minutes is not UNSET:
            field_dict["flat_by_close_minutes"] = flat_by_close_minutes
        if flatten_by_close_minutes is not UNSET:
            field_dict["flatten_by_close_minutes"] = flatten_by_close_minutes
        if max_order_adv_pct is not UNSET:
            field_dict["max_order_adv_pct"] = max_order_adv_pct
        if hard_to_borrow is not UNSET:
            field_dict["hard_to_borrow"] = hard_to_borrow
        if max_borrow_fee_pct is not UNSET:
            field_dict["max_borrow_fee_pct"] = max_borrow_fee_pct
        if require_strategy is not UNSET:
            field_dict["require_strategy"] = require_strategy
        if warn_at_pct is not UNSET:
            field_dict["warn_at_pct"] = warn_at_pct
        if self_trade is not UNSET:
            field_dict["self_trade"] = self_trade
        if self_trade_group is not UNSET:
            field_dict["self_trade_group"] = self_trade_group
        if max_order_to_trade is not UNSET:
            field_dict["max_order_to_trade"] = max_order_to_trade
        if order_to_trade_window_seconds is not UNSET:
            field_dict["order_to_trade_window_seconds"] = order_to_trade_window_seconds
        if order_to_trade_min_messages is not UNSET:
            field_dict["order_to_trade_min_messages"] = order_to_trade_min_messages
        if max_day_orders is not UNSET:
            field_dict["max_day_orders"] = max_day_orders
        if max_day_cancels is not UNSET:
            field_dict["max_day_cancels"] = max_day_cancels
        if max_day_amendments is not UNSET:
            field_dict["max_day_amendments"] = max_day_amendments
        if max_order_to_average is not UNSET:
            field_dict["max_order_to_average"] = max_order_to_average
        if average_min_samples is not UNSET:
            field_dict["average_min_samples"] = average_min_samples
        if average_floor is not UNSET:
            field_dict["average_floor"] = average_floor
        if last_trade_collar_pct is not UNSET:
            field_dict["last_trade_collar_pct"] = last_trade_collar_pct
        if last_trade_max_age_seconds is not UNSET:
            field_dict["last_trade_max_age_seconds"] = last_trade_max_age_seconds
        if mean_collar_pct is not UNSET:
            field_dict["mean_collar_pct"] = mean_collar_pct
        if mean_collar_window_seconds is not UNSET:
            field_dict["mean_collar_window_seconds"] = mean_collar_window_seconds
        if short_price_test is not UNSET:
            field_dict["short_price_test"] = short_price_test
        if short_locate is not UNSET:
            field_dict["short_locate"] = short_locate
        if short_locate_easy is not UNSET:
            field_dict["short_locate_easy"] = short_locate_easy
        if broker_messages_kept is not UNSET:
            field_dict["broker_messages_kept"] = broker_messages_kept
        if min_equity is not UNSET:
            field_dict["min_equity"] = min_equity
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if disabled_for_minutes is not UNSET:
            field_dict["disabled_for_minutes"] = disabled_for_minutes
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

        _maintenance_margin = d.pop("maintenance_margin", UNSET)
        maintenance_margin: LimitsToTryMaintenanceMargin | Unset
        if isinstance(_maintenance_margin, Unset):
            maintenance_margin = UNSET
        else:
            maintenance_margin = check_limits_to_try_maintenance_margin(_maintenance_margin)

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

        def _parse_max_long_exposure(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_long_exposure = _parse_max_long_exposure(d.pop("max_long_exposure", UNSET))

        def _parse_max_short_exposure(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_short_exposure = _parse_max_short_exposure(d.pop("max_short_exposure", UNSET))

        def _parse_max_gross_exposure(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_gross_exposure = _parse_max_gross_exposure(d.pop("max_gross_exposure", UNSET))

        def _parse_max_net_exposure(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_net_exposure = _parse_max_net_exposure(d.pop("max_net_exposure", UNSET))

        def _parse_max_net_leverage(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_net_leverage = _parse_max_net_leverage(d.pop("max_net_leverage", UNSET))

        def _parse_max_open_orders(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_open_orders = _parse_max_open_orders(d.pop("max_open_orders", UNSET))

        open_orders_headroom = d.pop("open_orders_headroom", UNSET)

        def _parse_max_open_notional(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_open_notional = _parse_max_open_notional(d.pop("max_open_notional", UNSET))

        def _parse_max_positions(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_positions = _parse_max_positions(d.pop("max_positions", UNSET))

        def _parse_max_day_turnover(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_day_turnover = _parse_max_day_turnover(d.pop("max_day_turnover", UNSET))

        def _parse_max_same_orders(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_same_orders = _parse_max_same_orders(d.pop("max_same_orders", UNSET))

        same_orders_window_seconds = d.pop("same_orders_window_seconds", UNSET)

        def _parse_max_order_quantity(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        max_order_quantity = _parse_max_order_quantity(d.pop("max_order_quantity", UNSET))

        _short_selling = d.pop("short_selling", UNSET)
        short_selling: LimitsToTryShortSelling | Unset
        if isinstance(_short_selling, Unset):
            short_selling = UNSET
        else:
            short_selling = check_limits_to_try_short_selling(_short_selling)

        _position_flip = d.pop("position_flip", UNSET)
        position_flip: LimitsToTryPositionFlip | Unset
        if isinstance(_position_flip, Unset):
            position_flip = UNSET
        else:
            position_flip = check_limits_to_try_position_flip(_position_flip)

        def _parse_max_spread_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_spread_pct = _parse_max_spread_pct(d.pop("max_spread_pct", UNSET))

        def _parse_mark_max_spread_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        mark_max_spread_pct = _parse_mark_max_spread_pct(d.pop("mark_max_spread_pct", UNSET))

        def _parse_max_quote_age_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_quote_age_seconds = _parse_max_quote_age_seconds(d.pop("max_quote_age_seconds", UNSET))

        def _parse_max_stop_distance_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_stop_distance_pct = _parse_max_stop_distance_pct(d.pop("max_stop_distance_pct", UNSET))

        max_good_till_days = d.pop("max_good_till_days", UNSET)

        def _parse_loss_window_limit(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        loss_window_limit = _parse_loss_window_limit(d.pop("loss_window_limit", UNSET))

        loss_window_seconds = d.pop("loss_window_seconds", UNSET)

        def _parse_drawdown_day_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        drawdown_day_pct = _parse_drawdown_day_pct(d.pop("drawdown_day_pct", UNSET))

        def _parse_drawdown_all_time_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        drawdown_all_time_pct = _parse_drawdown_all_time_pct(d.pop("drawdown_all_time_pct", UNSET))

        def _parse_profit_give_back_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        profit_give_back_pct = _parse_profit_give_back_pct(d.pop("profit_give_back_pct", UNSET))

        def _parse_profit_give_back_from(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        profit_give_back_from = _parse_profit_give_back_from(d.pop("profit_give_back_from", UNSET))

        def _parse_losing_streak(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        losing_streak = _parse_losing_streak(d.pop("losing_streak", UNSET))

        losing_streak_window_seconds = d.pop("losing_streak_window_seconds", UNSET)

        losing_streak_cooldown_seconds = d.pop("losing_streak_cooldown_seconds", UNSET)

        def _parse_volatility_move_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        volatility_move_pct = _parse_volatility_move_pct(d.pop("volatility_move_pct", UNSET))

        volatility_window_seconds = d.pop("volatility_window_seconds", UNSET)

        volatility_cooldown_seconds = d.pop("volatility_cooldown_seconds", UNSET)

        repeated_execution_window_seconds = d.pop("repeated_execution_window_seconds", UNSET)

        def _parse_reject_streak(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        reject_streak = _parse_reject_streak(d.pop("reject_streak", UNSET))

        _relock_daily = d.pop("relock_daily", UNSET)
        relock_daily: LimitsToTryRelockDaily | Unset
        if isinstance(_relock_daily, Unset):
            relock_daily = UNSET
        else:
            relock_daily = check_limits_to_try_relock_daily(_relock_daily)

        _account_type = d.pop("account_type", UNSET)
        account_type: LimitsToTryAccountType | Unset
        if isinstance(_account_type, Unset):
            account_type = UNSET
        else:
            account_type = check_limits_to_try_account_type(_account_type)

        _extended_hours = d.pop("extended_hours", UNSET)
        extended_hours: LimitsToTryExtendedHours | Unset
        if isinstance(_extended_hours, Unset):
            extended_hours = UNSET
        else:
            extended_hours = check_limits_to_try_extended_hours(_extended_hours)

        _market_halt_test = d.pop("market_halt_test", UNSET)
        market_halt_test: LimitsToTryMarketHaltTest | Unset
        if isinstance(_market_halt_test, Unset):
            market_halt_test = UNSET
        else:
            market_halt_test = check_limits_to_try_market_halt_test(_market_halt_test)

        def _parse_flat_by_close_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        flat_by_close_minutes = _parse_flat_by_close_minutes(d.pop("flat_by_close_minutes", UNSET))

        def _parse_flatten_by_close_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        flatten_by_close_minutes = _parse_flatten_by_close_minutes(d.pop("flatten_by_close_minutes", UNSET))

        def _parse_max_order_adv_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_order_adv_pct = _parse_max_order_adv_pct(d.pop("max_order_adv_pct", UNSET))

        _hard_to_borrow = d.pop("hard_to_borrow", UNSET)
        hard_to_borrow: LimitsToTryHardToBorrow | Unset
        if isinstance(_hard_to_borrow, Unset):
            hard_to_borrow = UNSET
        else:
            hard_to_borrow = check_limits_to_try_hard_to_borrow(_hard_to_borrow)

        max_borrow_fee_pct = d.pop("max_borrow_fee_pct", UNSET)

        _require_strategy = d.pop("require_strategy", UNSET)
        require_strategy: LimitsToTryRequireStrategy | Unset
        if isinstance(_require_strategy, Unset):
            require_strategy = UNSET
        else:
            require_strategy = check_limits_to_try_require_strategy(_require_strategy)

        def _parse_warn_at_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        warn_at_pct = _parse_warn_at_pct(d.pop("warn_at_pct", UNSET))

        _self_trade = d.pop("self_trade", UNSET)
        self_trade: LimitsToTrySelfTrade | Unset
        if isinstance(_self_trade, Unset):
            self_trade = UNSET
        else:
            self_trade = check_limits_to_try_self_trade(_self_trade)

        def _parse_self_trade_group(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        self_trade_group = _parse_self_trade_group(d.pop("self_trade_group", UNSET))

        def _parse_max_order_to_trade(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_order_to_trade = _parse_max_order_to_trade(d.pop("max_order_to_trade", UNSET))

        order_to_trade_window_seconds = d.pop("order_to_trade_window_seconds", UNSET)

        order_to_trade_min_messages = d.pop("order_to_trade_min_messages", UNSET)

        def _parse_max_day_orders(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_day_orders = _parse_max_day_orders(d.pop("max_day_orders", UNSET))

        def _parse_max_day_cancels(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_day_cancels = _parse_max_day_cancels(d.pop("max_day_cancels", UNSET))

        def _parse_max_day_amendments(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_day_amendments = _parse_max_day_amendments(d.pop("max_day_amendments", UNSET))

        def _parse_max_order_to_average(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        max_order_to_average = _parse_max_order_to_average(d.pop("max_order_to_average", UNSET))

        average_min_samples = d.pop("average_min_samples", UNSET)

        def _parse_average_floor(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        average_floor = _parse_average_floor(d.pop("average_floor", UNSET))

        def _parse_last_trade_collar_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        last_trade_collar_pct = _parse_last_trade_collar_pct(d.pop("last_trade_collar_pct", UNSET))

        last_trade_max_age_seconds = d.pop("last_trade_max_age_seconds", UNSET)

        def _parse_mean_collar_pct(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        mean_collar_pct = _parse_mean_collar_pct(d.pop("mean_collar_pct", UNSET))

        mean_collar_window_seconds = d.pop("mean_collar_window_seconds", UNSET)

        _short_price_test = d.pop("short_price_test", UNSET)
        short_price_test: LimitsToTryShortPriceTest | Unset
        if isinstance(_short_price_test, Unset):
            short_price_test = UNSET
        else:
            short_price_test = check_limits_to_try_short_price_test(_short_price_test)

        _short_locate = d.pop("short_locate", UNSET)
        short_locate: LimitsToTryShortLocate | Unset
        if isinstance(_short_locate, Unset):
            short_locate = UNSET
        else:
            short_locate = check_limits_to_try_short_locate(_short_locate)

        _short_locate_easy = d.pop("short_locate_easy", UNSET)
        short_locate_easy: LimitsToTryShortLocateEasy | Unset
        if isinstance(_short_locate_easy, Unset):
            short_locate_easy = UNSET
        else:
            short_locate_easy = check_limits_to_try_short_locate_easy(_short_locate_easy)

        broker_messages_kept = d.pop("broker_messages_kept", UNSET)

        def _parse_min_equity(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        min_equity = _parse_min_equity(d.pop("min_equity", UNSET))

        enabled = d.pop("enabled", UNSET)

        disabled_for_minutes = d.pop("disabled_for_minutes", UNSET)

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
            disabled_for_minutes=disabled_for_minutes,
            symbols=symbols,
        )

        return limits_to_try
