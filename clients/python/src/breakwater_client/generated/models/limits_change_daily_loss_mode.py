from typing import Literal

LimitsChangeDailyLossMode = Literal["halt", "reduce_only"]

LIMITS_CHANGE_DAILY_LOSS_MODE_VALUES: set[LimitsChangeDailyLossMode] = {
    "halt",
    "reduce_only",
}


def check_limits_change_daily_loss_mode(value: str) -> LimitsChangeDailyLossMode:
    if value in LIMITS_CHANGE_DAILY_LOSS_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_DAILY_LOSS_MODE_VALUES!r}")
