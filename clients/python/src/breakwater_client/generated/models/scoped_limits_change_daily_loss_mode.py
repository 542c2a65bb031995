from typing import Literal

ScopedLimitsChangeDailyLossMode = Literal["halt", "reduce_only"]

SCOPED_LIMITS_CHANGE_DAILY_LOSS_MODE_VALUES: set[ScopedLimitsChangeDailyLossMode] = {
    "halt",
    "reduce_only",
}


def check_scoped_limits_change_daily_loss_mode(value: str) -> ScopedLimitsChangeDailyLossMode:
    if value in SCOPED_LIMITS_CHANGE_DAILY_LOSS_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_DAILY_LOSS_MODE_VALUES!r}")
