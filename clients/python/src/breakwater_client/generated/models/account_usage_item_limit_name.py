from typing import Literal

AccountUsageItemLimitName = Literal[
    "daily_loss_limit",
    "initial_margin",
    "max_leverage",
    "max_messages",
    "max_orders_per_burst",
    "max_orders_per_second",
    "max_portfolio_concentration",
    "max_position_size",
    "symbol_max_concentration",
    "symbol_max_position",
]

ACCOUNT_USAGE_ITEM_LIMIT_NAME_VALUES: set[AccountUsageItemLimitName] = {
    "daily_loss_limit",
    "initial_margin",
    "max_leverage",
    "max_messages",
    "max_orders_per_burst",
    "max_orders_per_second",
    "max_portfolio_concentration",
    "max_position_size",
    "symbol_max_concentration",
    "symbol_max_position",
}


def check_account_usage_item_limit_name(value: str) -> AccountUsageItemLimitName:
    if value in ACCOUNT_USAGE_ITEM_LIMIT_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ACCOUNT_USAGE_ITEM_LIMIT_NAME_VALUES!r}")
