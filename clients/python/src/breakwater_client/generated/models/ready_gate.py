from typing import Literal

ReadyGate = Literal["active", "standby"]

READY_GATE_VALUES: set[ReadyGate] = {
    "active",
    "standby",
}


def check_ready_gate(value: str) -> ReadyGate:
    if value in READY_GATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {READY_GATE_VALUES!r}")
