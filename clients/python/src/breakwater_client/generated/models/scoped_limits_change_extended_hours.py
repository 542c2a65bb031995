from typing import Literal

ScopedLimitsChangeExtendedHours = Literal["allowed", "refused"]

SCOPED_LIMITS_CHANGE_EXTENDED_HOURS_VALUES: set[ScopedLimitsChangeExtendedHours] = {
    "allowed",
    "refused",
}


def check_scoped_limits_change_extended_hours(value: str) -> ScopedLimitsChangeExtendedHours:
    if value in SCOPED_LIMITS_CHANGE_EXTENDED_HOURS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_EXTENDED_HOURS_VALUES!r}")
