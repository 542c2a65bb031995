from typing import Literal

LimitsRelockDaily = Literal["off", "on"]

LIMITS_RELOCK_DAILY_VALUES: set[LimitsRelockDaily] = {
    "off",
    "on",
}


def check_limits_relock_daily(value: str) -> LimitsRelockDaily:
    if value in LIMITS_RELOCK_DAILY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_RELOCK_DAILY_VALUES!r}")
