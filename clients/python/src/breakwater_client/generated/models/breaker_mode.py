from typing import Literal

BreakerMode = Literal["halt", "reduce_only"]

BREAKER_MODE_VALUES: set[BreakerMode] = {
    "halt",
    "reduce_only",
}


def check_breaker_mode(value: str) -> BreakerMode:
    if value in BREAKER_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BREAKER_MODE_VALUES!r}")
