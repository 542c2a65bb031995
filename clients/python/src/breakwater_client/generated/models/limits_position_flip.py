from typing import Literal

LimitsPositionFlip = Literal["allowed", "refused"]

LIMITS_POSITION_FLIP_VALUES: set[LimitsPositionFlip] = {
    "allowed",
    "refused",
}


def check_limits_position_flip(value: str) -> LimitsPositionFlip:
    if value in LIMITS_POSITION_FLIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_POSITION_FLIP_VALUES!r}")
