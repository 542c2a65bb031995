from typing import Literal

ScopedLimitsChangeDailyLossOnTrip = Literal["cancel_opening_orders", "leave_orders"]

SCOPED_LIMITS_CHANGE_DAILY_LOSS_ON_TRIP_VALUES: set[ScopedLimitsChangeDailyLossOnTrip] = {
    "cancel_opening_orders",
    "leave_orders",
}


def check_scoped_limits_change_daily_loss_on_trip(value: str) -> ScopedLimitsChangeDailyLossOnTrip:
    if value in SCOPED_LIMITS_CHANGE_DAILY_LOSS_ON_TRIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_DAILY_LOSS_ON_TRIP_VALUES!r}")
