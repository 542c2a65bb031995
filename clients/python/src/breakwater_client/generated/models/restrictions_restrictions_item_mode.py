from typing import Literal

RestrictionsRestrictionsItemMode = Literal["close_only", "no_buy", "no_sell", "no_short", "no_trade"]

RESTRICTIONS_RESTRICTIONS_ITEM_MODE_VALUES: set[RestrictionsRestrictionsItemMode] = {
    "close_only",
    "no_buy",
    "no_sell",
    "no_short",
    "no_trade",
}


def check_restrictions_restrictions_item_mode(value: str) -> RestrictionsRestrictionsItemMode:
    if value in RESTRICTIONS_RESTRICTIONS_ITEM_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RESTRICTIONS_RESTRICTIONS_ITEM_MODE_VALUES!r}")
