from typing import Literal

LimitsExtendedHours = Literal["allowed", "refused"]

LIMITS_EXTENDED_HOURS_VALUES: set[LimitsExtendedHours] = {
    "allowed",
    "refused",
}


def check_limits_extended_hours(value: str) -> LimitsExtendedHours:
    if value in LIMITS_EXTENDED_HOURS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_EXTENDED_HOURS_VALUES!r}")
