from typing import Literal

OverrideRequestState = Literal["agreed", "declined", "expired", "waiting", "withdrawn"]

OVERRIDE_REQUEST_STATE_VALUES: set[OverrideRequestState] = {
    "agreed",
    "declined",
    "expired",
    "waiting",
    "withdrawn",
}


def check_override_request_state(value: str) -> OverrideRequestState:
    if value in OVERRIDE_REQUEST_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OVERRIDE_REQUEST_STATE_VALUES!r}")
