from typing import Literal

CloseSessionCancel = Literal["false", "true"]

CLOSE_SESSION_CANCEL_VALUES: set[CloseSessionCancel] = {
    "false",
    "true",
}


def check_close_session_cancel(value: str) -> CloseSessionCancel:
    if value in CLOSE_SESSION_CANCEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLOSE_SESSION_CANCEL_VALUES!r}")
