from typing import Literal

AlertDeliveryAttemptsItemOutcome = Literal["delivered", "final", "retry", "unknown"]

ALERT_DELIVERY_ATTEMPTS_ITEM_OUTCOME_VALUES: set[AlertDeliveryAttemptsItemOutcome] = {
    "delivered",
    "final",
    "retry",
    "unknown",
}


def check_alert_delivery_attempts_item_outcome(value: str) -> AlertDeliveryAttemptsItemOutcome:
    if value in ALERT_DELIVERY_ATTEMPTS_ITEM_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ALERT_DELIVERY_ATTEMPTS_ITEM_OUTCOME_VALUES!r}")
