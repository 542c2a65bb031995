from typing import Literal

LimitsToTryPositionFlip = Literal["allowed", "refused"]

LIMITS_TO_TRY_POSITION_FLIP_VALUES: set[LimitsToTryPositionFlip] = {
    "allowed",
    "refused",
}


def check_limits_to_try_position_flip(value: str) -> LimitsToTryPositionFlip:
    if value in LIMITS_TO_TRY_POSITION_FLIP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_POSITION_FLIP_VALUES!r}")
