from typing import Literal

LimitsChangeMarketHaltTest = Literal["off", "on"]

LIMITS_CHANGE_MARKET_HALT_TEST_VALUES: set[LimitsChangeMarketHaltTest] = {
    "off",
    "on",
}


def check_limits_change_market_halt_test(value: str) -> LimitsChangeMarketHaltTest:
    if value in LIMITS_CHANGE_MARKET_HALT_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_MARKET_HALT_TEST_VALUES!r}")
