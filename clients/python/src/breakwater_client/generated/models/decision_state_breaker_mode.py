from typing import Literal

DecisionStateBreakerMode = Literal["halt", "none", "reduce_only"]

DECISION_STATE_BREAKER_MODE_VALUES: set[DecisionStateBreakerMode] = {
    "halt",
    "none",
    "reduce_only",
}


def check_decision_state_breaker_mode(value: str) -> DecisionStateBreakerMode:
    if value in DECISION_STATE_BREAKER_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DECISION_STATE_BREAKER_MODE_VALUES!r}")
