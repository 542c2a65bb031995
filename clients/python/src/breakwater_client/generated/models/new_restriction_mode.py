from typing import Literal

NewRestrictionMode = Literal["close_only", "no_buy", "no_sell", "no_short", "no_trade"]

NEW_RESTRICTION_MODE_VALUES: set[NewRestrictionMode] = {
    "close_only",
    "no_buy",
    "no_sell",
    "no_short",
    "no_trade",
}


def check_new_restriction_mode(value: str) -> NewRestrictionMode:
    if value in NEW_RESTRICTION_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_RESTRICTION_MODE_VALUES!r}")
