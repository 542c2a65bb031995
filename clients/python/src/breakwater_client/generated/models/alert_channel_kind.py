from typing import Literal

AlertChannelKind = Literal["email", "pagerduty", "slack", "webhook"]

ALERT_CHANNEL_KIND_VALUES: set[AlertChannelKind] = {
    "email",
    "pagerduty",
    "slack",
    "webhook",
}


def check_alert_channel_kind(value: str) -> AlertChannelKind:
    if value in ALERT_CHANNEL_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ALERT_CHANNEL_KIND_VALUES!r}")
