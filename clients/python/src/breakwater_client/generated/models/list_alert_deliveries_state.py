from typing import Literal

ListAlertDeliveriesState = Literal["delivered", "dropped", "failed", "sending", "waiting"]

LIST_ALERT_DELIVERIES_STATE_VALUES: set[ListAlertDeliveriesState] = {
    "delivered",
    "dropped",
    "failed",
    "sending",
    "waiting",
}


def check_list_alert_deliveries_state(value: str) -> ListAlertDeliveriesState:
    if value in LIST_ALERT_DELIVERIES_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_ALERT_DELIVERIES_STATE_VALUES!r}")
