from typing import Literal

ScopedLimitsChangeRelockDaily = Literal["off", "on"]

SCOPED_LIMITS_CHANGE_RELOCK_DAILY_VALUES: set[ScopedLimitsChangeRelockDaily] = {
    "off",
    "on",
}


def check_scoped_limits_change_relock_daily(value: str) -> ScopedLimitsChangeRelockDaily:
    if value in SCOPED_LIMITS_CHANGE_RELOCK_DAILY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_RELOCK_DAILY_VALUES!r}")
