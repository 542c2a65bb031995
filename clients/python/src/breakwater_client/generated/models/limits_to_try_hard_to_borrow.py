from typing import Literal

LimitsToTryHardToBorrow = Literal["allowed", "not_looked_at", "refused"]

LIMITS_TO_TRY_HARD_TO_BORROW_VALUES: set[LimitsToTryHardToBorrow] = {
    "allowed",
    "not_looked_at",
    "refused",
}


def check_limits_to_try_hard_to_borrow(value: str) -> LimitsToTryHardToBorrow:
    if value in LIMITS_TO_TRY_HARD_TO_BORROW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_HARD_TO_BORROW_VALUES!r}")
