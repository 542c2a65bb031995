from typing import Literal

LimitsToTryDailyLossOnTrip = Literal["cancel_opening_orders", "leave_orders"]

LIMITS_TO_TRY_DAILY_LOSS_ON_TRIP_VALUES: set[LimitsToTryDailyLossOnTrip] = {
    "cancel_opening_orders",
    "leave_orders",
}


def check_limits_to_try_daily_loss_on_trip(value: str) -> LimitsToTryDailyLossOnTrip:
    if value in LIMITS_TO_TRY_DAILY_LOSS_ON_TRIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_DAILY_LOSS_ON_TRIP_VALUES!r}")
