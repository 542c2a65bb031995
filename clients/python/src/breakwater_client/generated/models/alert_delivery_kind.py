from typing import Literal

AlertDeliveryKind = Literal["acknowledge", "alert", "escalation", "more", "test"]

ALERT_DELIVERY_KIND_VALUES: set[AlertDeliveryKind] = {
    "acknowledge",
    "alert",
    "escalation",
    "more",
    "test",
}


def check_alert_delivery_kind(value: str) -> AlertDeliveryKind:
    if value in ALERT_DELIVERY_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ALERT_DELIVERY_KIND_VALUES!r}")
