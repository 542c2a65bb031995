from typing import Literal

ReconciliationAccountsItemDifferencesType0ItemField = Literal["cash", "open_buys", "open_sells", "position"]

RECONCILIATION_ACCOUNTS_ITEM_DIFFERENCES_TYPE_0_ITEM_FIELD_VALUES: set[
    ReconciliationAccountsItemDifferencesType0ItemField
] = {
    "cash",
    "open_buys",
    "open_sells",
    "position",
}


def check_reconciliation_accounts_item_differences_type_0_item_field(
    value: str,
) -> ReconciliationAccountsItemDifferencesType0ItemField:
    if value in RECONCILIATION_ACCOUNTS_ITEM_DIFFERENCES_TYPE_0_ITEM_FIELD_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RECONCILIATION_ACCOUNTS_ITEM_DIFFERENCES_TYPE_0_ITEM_FIELD_VALUES!r}"
    )
