from typing import Literal

LimitsShortPriceTest = Literal["off", "on"]

LIMITS_SHORT_PRICE_TEST_VALUES: set[LimitsShortPriceTest] = {
    "off",
    "on",
}


def check_limits_short_price_test(value: str) -> LimitsShortPriceTest:
    if value in LIMITS_SHORT_PRICE_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_SHORT_PRICE_TEST_VALUES!r}")
