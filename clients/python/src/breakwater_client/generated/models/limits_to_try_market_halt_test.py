from typing import Literal

LimitsToTryMarketHaltTest = Literal["off", "on"]

LIMITS_TO_TRY_MARKET_HALT_TEST_VALUES: set[LimitsToTryMarketHaltTest] = {
    "off",
    "on",
}


def check_limits_to_try_market_halt_test(value: str) -> LimitsToTryMarketHaltTest:
    if value in LIMITS_TO_TRY_MARKET_HALT_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_MARKET_HALT_TEST_VALUES!r}")
