from typing import Literal

ScopedLimitsChangePositionFlip = Literal["allowed", "refused"]

SCOPED_LIMITS_CHANGE_POSITION_FLIP_VALUES: set[ScopedLimitsChangePositionFlip] = {
    "allowed",
    "refused",
}


def check_scoped_limits_change_position_flip(value: str) -> ScopedLimitsChangePositionFlip:
    if value in SCOPED_LIMITS_CHANGE_POSITION_FLIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_POSITION_FLIP_VALUES!r}")
