from typing import Literal

LimitsShortLocate = Literal["not_required", "of_firm", "required"]

LIMITS_SHORT_LOCATE_VALUES: set[LimitsShortLocate] = {
    "not_required",
    "of_firm",
    "required",
}


def check_limits_short_locate(value: str) -> LimitsShortLocate:
    if value in LIMITS_SHORT_LOCATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_SHORT_LOCATE_VALUES!r}")
