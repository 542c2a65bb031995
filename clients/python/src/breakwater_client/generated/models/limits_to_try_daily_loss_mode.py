from typing import Literal

LimitsToTryDailyLossMode = Literal["halt", "reduce_only"]

LIMITS_TO_TRY_DAILY_LOSS_MODE_VALUES: set[LimitsToTryDailyLossMode] = {
    "halt",
    "reduce_only",
}


def check_limits_to_try_daily_loss_mode(value: str) -> LimitsToTryDailyLossMode:
    if value in LIMITS_TO_TRY_DAILY_LOSS_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_DAILY_LOSS_MODE_VALUES!r}")
