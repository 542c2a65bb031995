from typing import Literal

LimitsHardToBorrow = Literal["allowed", "not_looked_at", "refused"]

LIMITS_HARD_TO_BORROW_VALUES: set[LimitsHardToBorrow] = {
    "allowed",
    "not_looked_at",
    "refused",
}


def check_limits_hard_to_borrow(value: str) -> LimitsHardToBorrow:
    if value in LIMITS_HARD_TO_BORROW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_HARD_TO_BORROW_VALUES!r}")
