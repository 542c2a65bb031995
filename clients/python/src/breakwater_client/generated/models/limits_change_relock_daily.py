from typing import Literal

LimitsChangeRelockDaily = Literal["off", "on"]

LIMITS_CHANGE_RELOCK_DAILY_VALUES: set[LimitsChangeRelockDaily] = {
    "off",
    "on",
}


def check_limits_change_relock_daily(value: str) -> LimitsChangeRelockDaily:
    if value in LIMITS_CHANGE_RELOCK_DAILY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_RELOCK_DAILY_VALUES!r}")
