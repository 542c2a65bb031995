from typing import Literal

LimitsToTryExtendedHours = Literal["allowed", "refused"]

LIMITS_TO_TRY_EXTENDED_HOURS_VALUES: set[LimitsToTryExtendedHours] = {
    "allowed",
    "refused",
}


def check_limits_to_try_extended_hours(value: str) -> LimitsToTryExtendedHours:
    if value in LIMITS_TO_TRY_EXTENDED_HOURS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_EXTENDED_HOURS_VALUES!r}")
