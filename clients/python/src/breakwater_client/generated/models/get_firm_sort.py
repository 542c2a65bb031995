from typing import Literal

GetFirmSort = Literal[
    "account", "breaker", "equity", "gross_exposure", "leverage", "nearest", "open_orders", "total_pnl"
]

GET_FIRM_SORT_VALUES: set[GetFirmSort] = {
    "account",
    "breaker",
    "equity",
    "gross_exposure",
    "leverage",
    "nearest",
    "open_orders",
    "total_pnl",
}


def check_get_firm_sort(value: str) -> GetFirmSort:
    if value in GET_FIRM_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GET_FIRM_SORT_VALUES!r}")
