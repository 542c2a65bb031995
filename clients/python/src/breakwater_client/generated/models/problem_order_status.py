from typing import Literal

ProblemOrderStatus = Literal[
    "CANCELED", "EXPIRED", "FILLED", "NEW", "PARTIALLY_FILLED", "PENDING_SUBMIT", "REJECTED", "WORKING"
]

PROBLEM_ORDER_STATUS_VALUES: set[ProblemOrderStatus] = {
    "CANCELED",
    "EXPIRED",
    "FILLED",
    "NEW",
    "PARTIALLY_FILLED",
    "PENDING_SUBMIT",
    "REJECTED",
    "WORKING",
}


def check_problem_order_status(value: str) -> ProblemOrderStatus:
    if value in PROBLEM_ORDER_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROBLEM_ORDER_STATUS_VALUES!r}")
