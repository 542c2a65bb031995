from typing import Literal

LimitsChangeDailyLossOnTrip = Literal["cancel_opening_orders", "leave_orders"]

LIMITS_CHANGE_DAILY_LOSS_ON_TRIP_VALUES: set[LimitsChangeDailyLossOnTrip] = {
    "cancel_opening_orders",
    "leave_orders",
}


def check_limits_change_daily_loss_on_trip(value: str) -> LimitsChangeDailyLossOnTrip:
    if value in LIMITS_CHANGE_DAILY_LOSS_ON_TRIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_DAILY_LOSS_ON_TRIP_VALUES!r}")
