from typing import Literal

LimitsToTryRelockDaily = Literal["off", "on"]

LIMITS_TO_TRY_RELOCK_DAILY_VALUES: set[LimitsToTryRelockDaily] = {
    "off",
    "on",
}


def check_limits_to_try_relock_daily(value: str) -> LimitsToTryRelockDaily:
    if value in LIMITS_TO_TRY_RELOCK_DAILY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_RELOCK_DAILY_VALUES!r}")
