from typing import Literal

LimitsChangeHardToBorrow = Literal["allowed", "not_looked_at", "refused"]

LIMITS_CHANGE_HARD_TO_BORROW_VALUES: set[LimitsChangeHardToBorrow] = {
    "allowed",
    "not_looked_at",
    "refused",
}


def check_limits_change_hard_to_borrow(value: str) -> LimitsChangeHardToBorrow:
    if value in LIMITS_CHANGE_HARD_TO_BORROW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_HARD_TO_BORROW_VALUES!r}")
