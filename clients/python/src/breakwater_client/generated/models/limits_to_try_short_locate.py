from typing import Literal

LimitsToTryShortLocate = Literal["not_required", "of_firm", "required"]

LIMITS_TO_TRY_SHORT_LOCATE_VALUES: set[LimitsToTryShortLocate] = {
    "not_required",
    "of_firm",
    "required",
}


def check_limits_to_try_short_locate(value: str) -> LimitsToTryShortLocate:
    if value in LIMITS_TO_TRY_SHORT_LOCATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_SHORT_LOCATE_VALUES!r}")
