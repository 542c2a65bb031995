from typing import Literal

ScopedLimitsChangeHardToBorrow = Literal["allowed", "not_looked_at", "refused"]

SCOPED_LIMITS_CHANGE_HARD_TO_BORROW_VALUES: set[ScopedLimitsChangeHardToBorrow] = {
    "allowed",
    "not_looked_at",
    "refused",
}


def check_scoped_limits_change_hard_to_borrow(value: str) -> ScopedLimitsChangeHardToBorrow:
    if value in SCOPED_LIMITS_CHANGE_HARD_TO_BORROW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_HARD_TO_BORROW_VALUES!r}")
