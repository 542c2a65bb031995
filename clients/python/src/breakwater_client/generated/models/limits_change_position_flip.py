from typing import Literal

LimitsChangePositionFlip = Literal["allowed", "refused"]

LIMITS_CHANGE_POSITION_FLIP_VALUES: set[LimitsChangePositionFlip] = {
    "allowed",
    "refused",
}


def check_limits_change_position_flip(value: str) -> LimitsChangePositionFlip:
    if value in LIMITS_CHANGE_POSITION_FLIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_POSITION_FLIP_VALUES!r}")
