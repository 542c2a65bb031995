from typing import Literal

NewTimeWindowAnchor = Literal["close", "open"]

NEW_TIME_WINDOW_ANCHOR_VALUES: set[NewTimeWindowAnchor] = {
    "close",
    "open",
}


def check_new_time_window_anchor(value: str) -> NewTimeWindowAnchor:
    if value in NEW_TIME_WINDOW_ANCHOR_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_TIME_WINDOW_ANCHOR_VALUES!r}")
