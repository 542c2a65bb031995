from typing import Literal

ScopedLimitsChangeShortSelling = Literal["allowed", "refused"]

SCOPED_LIMITS_CHANGE_SHORT_SELLING_VALUES: set[ScopedLimitsChangeShortSelling] = {
    "allowed",
    "refused",
}


def check_scoped_limits_change_short_selling(value: str) -> ScopedLimitsChangeShortSelling:
    if value in SCOPED_LIMITS_CHANGE_SHORT_SELLING_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_SHORT_SELLING_VALUES!r}")
