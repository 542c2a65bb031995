from typing import Literal

ScopedLimitsChangeShortLocateEasy = Literal["exempt", "required"]

SCOPED_LIMITS_CHANGE_SHORT_LOCATE_EASY_VALUES: set[ScopedLimitsChangeShortLocateEasy] = {
    "exempt",
    "required",
}


def check_scoped_limits_change_short_locate_easy(value: str) -> ScopedLimitsChangeShortLocateEasy:
    if value in SCOPED_LIMITS_CHANGE_SHORT_LOCATE_EASY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_SHORT_LOCATE_EASY_VALUES!r}")
