from typing import Literal

LimitsRequireStrategy = Literal["no", "yes"]

LIMITS_REQUIRE_STRATEGY_VALUES: set[LimitsRequireStrategy] = {
    "no",
    "yes",
}


def check_limits_require_strategy(value: str) -> LimitsRequireStrategy:
    if value in LIMITS_REQUIRE_STRATEGY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_REQUIRE_STRATEGY_VALUES!r}")
