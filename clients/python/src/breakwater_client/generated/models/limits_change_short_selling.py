from typing import Literal

LimitsChangeShortSelling = Literal["allowed", "refused"]

LIMITS_CHANGE_SHORT_SELLING_VALUES: set[LimitsChangeShortSelling] = {
    "allowed",
    "refused",
}


def check_limits_change_short_selling(value: str) -> LimitsChangeShortSelling:
    if value in LIMITS_CHANGE_SHORT_SELLING_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_SHORT_SELLING_VALUES!r}")
