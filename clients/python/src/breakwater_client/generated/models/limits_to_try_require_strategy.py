from typing import Literal

LimitsToTryRequireStrategy = Literal["no", "yes"]

LIMITS_TO_TRY_REQUIRE_STRATEGY_VALUES: set[LimitsToTryRequireStrategy] = {
    "no",
    "yes",
}


def check_limits_to_try_require_strategy(value: str) -> LimitsToTryRequireStrategy:
    if value in LIMITS_TO_TRY_REQUIRE_STRATEGY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_REQUIRE_STRATEGY_VALUES!r}")
