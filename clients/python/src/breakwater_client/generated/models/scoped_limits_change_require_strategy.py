from typing import Literal

ScopedLimitsChangeRequireStrategy = Literal["no", "yes"]

SCOPED_LIMITS_CHANGE_REQUIRE_STRATEGY_VALUES: set[ScopedLimitsChangeRequireStrategy] = {
    "no",
    "yes",
}


def check_scoped_limits_change_require_strategy(value: str) -> ScopedLimitsChangeRequireStrategy:
    if value in SCOPED_LIMITS_CHANGE_REQUIRE_STRATEGY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_REQUIRE_STRATEGY_VALUES!r}")
