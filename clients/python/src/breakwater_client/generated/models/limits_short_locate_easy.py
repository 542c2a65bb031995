from typing import Literal

LimitsShortLocateEasy = Literal["exempt", "required"]

LIMITS_SHORT_LOCATE_EASY_VALUES: set[LimitsShortLocateEasy] = {
    "exempt",
    "required",
}


def check_limits_short_locate_easy(value: str) -> LimitsShortLocateEasy:
    if value in LIMITS_SHORT_LOCATE_EASY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_SHORT_LOCATE_EASY_VALUES!r}")
