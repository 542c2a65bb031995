from typing import Literal

LimitsMarketHaltTest = Literal["off", "on"]

LIMITS_MARKET_HALT_TEST_VALUES: set[LimitsMarketHaltTest] = {
    "off",
    "on",
}


def check_limits_market_halt_test(value: str) -> LimitsMarketHaltTest:
    if value in LIMITS_MARKET_HALT_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_MARKET_HALT_TEST_VALUES!r}")
