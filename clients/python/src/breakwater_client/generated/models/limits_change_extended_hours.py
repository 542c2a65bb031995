from typing import Literal

LimitsChangeExtendedHours = Literal["allowed", "refused"]

LIMITS_CHANGE_EXTENDED_HOURS_VALUES: set[LimitsChangeExtendedHours] = {
    "allowed",
    "refused",
}


def check_limits_change_extended_hours(value: str) -> LimitsChangeExtendedHours:
    if value in LIMITS_CHANGE_EXTENDED_HOURS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_EXTENDED_HOURS_VALUES!r}")
