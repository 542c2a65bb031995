from typing import Literal

LimitsChangeRequireStrategy = Literal["no", "yes"]

LIMITS_CHANGE_REQUIRE_STRATEGY_VALUES: set[LimitsChangeRequireStrategy] = {
    "no",
    "yes",
}


def check_limits_change_require_strategy(value: str) -> LimitsChangeRequireStrategy:
    if value in LIMITS_CHANGE_REQUIRE_STRATEGY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_REQUIRE_STRATEGY_VALUES!r}")
