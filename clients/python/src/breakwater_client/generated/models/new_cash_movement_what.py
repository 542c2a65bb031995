from typing import Literal

NewCashMovementWhat = Literal["DEPOSIT", "DIVIDEND", "FEE", "INTEREST", "WITHDRAWAL"]

NEW_CASH_MOVEMENT_WHAT_VALUES: set[NewCashMovementWhat] = {
    "DEPOSIT",
    "DIVIDEND",
    "FEE",
    "INTEREST",
    "WITHDRAWAL",
}


def check_new_cash_movement_what(value: str) -> NewCashMovementWhat:
    if value in NEW_CASH_MOVEMENT_WHAT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_CASH_MOVEMENT_WHAT_VALUES!r}")
