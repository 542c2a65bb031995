from typing import Literal

LimitsToTryShortSelling = Literal["allowed", "refused"]

LIMITS_TO_TRY_SHORT_SELLING_VALUES: set[LimitsToTryShortSelling] = {
    "allowed",
    "refused",
}


def check_limits_to_try_short_selling(value: str) -> LimitsToTryShortSelling:
    if value in LIMITS_TO_TRY_SHORT_SELLING_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_SHORT_SELLING_VALUES!r}")
