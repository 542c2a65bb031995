from typing import Literal

LimitsChangeShortLocateEasy = Literal["exempt", "required"]

LIMITS_CHANGE_SHORT_LOCATE_EASY_VALUES: set[LimitsChangeShortLocateEasy] = {
    "exempt",
    "required",
}


def check_limits_change_short_locate_easy(value: str) -> LimitsChangeShortLocateEasy:
    if value in LIMITS_CHANGE_SHORT_LOCATE_EASY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_SHORT_LOCATE_EASY_VALUES!r}")
