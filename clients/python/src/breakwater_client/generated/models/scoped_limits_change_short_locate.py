from typing import Literal

ScopedLimitsChangeShortLocate = Literal["not_required", "of_firm", "required"]

SCOPED_LIMITS_CHANGE_SHORT_LOCATE_VALUES: set[ScopedLimitsChangeShortLocate] = {
    "not_required",
    "of_firm",
    "required",
}


def check_scoped_limits_change_short_locate(value: str) -> ScopedLimitsChangeShortLocate:
    if value in SCOPED_LIMITS_CHANGE_SHORT_LOCATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_SHORT_LOCATE_VALUES!r}")
