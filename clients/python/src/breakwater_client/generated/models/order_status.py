from typing import Literal

OrderStatus = Literal[
    "CANCELED", "EXPIRED", "FILLED", "NEW", "PARTIALLY_FILLED", "PENDING_SUBMIT", "REJECTED", "WORKING"
]

ORDER_STATUS_VALUES: set[OrderStatus] = {
    "CANCELED",
    "EXPIRED",
    "FILLED",
    "NEW",
    "PARTIALLY_FILLED",
    "PENDING_SUBMIT",
    "REJECTED",
    "WORKING",
}


def check_order_status(value: str) -> OrderStatus:
    if value in ORDER_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ORDER_STATUS_VALUES!r}")
