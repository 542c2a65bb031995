from typing import Literal

LimitsChangeShortLocate = Literal["not_required", "of_firm", "required"]

LIMITS_CHANGE_SHORT_LOCATE_VALUES: set[LimitsChangeShortLocate] = {
    "not_required",
    "of_firm",
    "required",
}


def check_limits_change_short_locate(value: str) -> LimitsChangeShortLocate:
    if value in LIMITS_CHANGE_SHORT_LOCATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_SHORT_LOCATE_VALUES!r}")
