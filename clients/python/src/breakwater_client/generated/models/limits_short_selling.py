from typing import Literal

LimitsShortSelling = Literal["allowed", "refused"]

LIMITS_SHORT_SELLING_VALUES: set[LimitsShortSelling] = {
    "allowed",
    "refused",
}


def check_limits_short_selling(value: str) -> LimitsShortSelling:
    if value in LIMITS_SHORT_SELLING_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_SHORT_SELLING_VALUES!r}")
