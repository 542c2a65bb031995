from typing import Literal

ListOrdersSort = Literal["price", "quantity", "received_at", "status", "symbol"]

LIST_ORDERS_SORT_VALUES: set[ListOrdersSort] = {
    "price",
    "quantity",
    "received_at",
    "status",
    "symbol",
}


def check_list_orders_sort(value: str) -> ListOrdersSort:
    if value in LIST_ORDERS_SORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_ORDERS_SORT_VALUES!r}")
