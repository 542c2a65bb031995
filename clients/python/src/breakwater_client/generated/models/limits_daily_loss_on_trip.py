from typing import Literal

LimitsDailyLossOnTrip = Literal["cancel_opening_orders", "leave_orders"]

LIMITS_DAILY_LOSS_ON_TRIP_VALUES: set[LimitsDailyLossOnTrip] = {
    "cancel_opening_orders",
    "leave_orders",
}


def check_limits_daily_loss_on_trip(value: str) -> LimitsDailyLossOnTrip:
    if value in LIMITS_DAILY_LOSS_ON_TRIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_DAILY_LOSS_ON_TRIP_VALUES!r}")
