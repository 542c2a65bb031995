from typing import Literal

ScopedLimitsChangeMarketHaltTest = Literal["off", "on"]

SCOPED_LIMITS_CHANGE_MARKET_HALT_TEST_VALUES: set[ScopedLimitsChangeMarketHaltTest] = {
    "off",
    "on",
}


def check_scoped_limits_change_market_halt_test(value: str) -> ScopedLimitsChangeMarketHaltTest:
    if value in SCOPED_LIMITS_CHANGE_MARKET_HALT_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_MARKET_HALT_TEST_VALUES!r}")
