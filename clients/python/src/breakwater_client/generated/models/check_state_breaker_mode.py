from typing import Literal

CheckStateBreakerMode = Literal["halt", "none", "reduce_only"]

CHECK_STATE_BREAKER_MODE_VALUES: set[CheckStateBreakerMode] = {
    "halt",
    "none",
    "reduce_only",
}


def check_check_state_breaker_mode(value: str) -> CheckStateBreakerMode:
    if value in CHECK_STATE_BREAKER_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHECK_STATE_BREAKER_MODE_VALUES!r}")
