from typing import Literal

AccountUsageItemUnit = Literal["dollars", "orders", "percent", "ratio", "seconds", "units"]

ACCOUNT_USAGE_ITEM_UNIT_VALUES: set[AccountUsageItemUnit] = {
    "dollars",
    "orders",
    "percent",
    "ratio",
    "seconds",
    "units",
}


def check_account_usage_item_unit(value: str) -> AccountUsageItemUnit:
    if value in ACCOUNT_USAGE_ITEM_UNIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ACCOUNT_USAGE_ITEM_UNIT_VALUES!r}")
