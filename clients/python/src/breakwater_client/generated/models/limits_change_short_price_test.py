from typing import Literal

LimitsChangeShortPriceTest = Literal["off", "on"]

LIMITS_CHANGE_SHORT_PRICE_TEST_VALUES: set[LimitsChangeShortPriceTest] = {
    "off",
    "on",
}


def check_limits_change_short_price_test(value: str) -> LimitsChangeShortPriceTest:
    if value in LIMITS_CHANGE_SHORT_PRICE_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_SHORT_PRICE_TEST_VALUES!r}")
