from typing import Literal

ScopedLimitsChangeShortPriceTest = Literal["off", "on"]

SCOPED_LIMITS_CHANGE_SHORT_PRICE_TEST_VALUES: set[ScopedLimitsChangeShortPriceTest] = {
    "off",
    "on",
}


def check_scoped_limits_change_short_price_test(value: str) -> ScopedLimitsChangeShortPriceTest:
    if value in SCOPED_LIMITS_CHANGE_SHORT_PRICE_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_SHORT_PRICE_TEST_VALUES!r}")
