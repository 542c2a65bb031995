from typing import Literal

LimitsToTryShortLocateEasy = Literal["exempt", "required"]

LIMITS_TO_TRY_SHORT_LOCATE_EASY_VALUES: set[LimitsToTryShortLocateEasy] = {
    "exempt",
    "required",
}


def check_limits_to_try_short_locate_easy(value: str) -> LimitsToTryShortLocateEasy:
    if value in LIMITS_TO_TRY_SHORT_LOCATE_EASY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_SHORT_LOCATE_EASY_VALUES!r}")
