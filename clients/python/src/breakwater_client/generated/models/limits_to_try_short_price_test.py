from typing import Literal

LimitsToTryShortPriceTest = Literal["off", "on"]

LIMITS_TO_TRY_SHORT_PRICE_TEST_VALUES: set[LimitsToTryShortPriceTest] = {
    "off",
    "on",
}


def check_limits_to_try_short_price_test(value: str) -> LimitsToTryShortPriceTest:
    if value in LIMITS_TO_TRY_SHORT_PRICE_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_SHORT_PRICE_TEST_VALUES!r}")
