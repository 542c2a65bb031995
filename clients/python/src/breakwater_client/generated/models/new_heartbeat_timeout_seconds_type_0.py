from typing import Literal

NewHeartbeatTimeoutSecondsType0 = Literal[0]

NEW_HEARTBEAT_TIMEOUT_SECONDS_TYPE_0_VALUES: set[NewHeartbeatTimeoutSecondsType0] = {
    0,
}


def check_new_heartbeat_timeout_seconds_type_0(value: int) -> NewHeartbeatTimeoutSecondsType0:
    if value in NEW_HEARTBEAT_TIMEOUT_SECONDS_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_HEARTBEAT_TIMEOUT_SECONDS_TYPE_0_VALUES!r}")
