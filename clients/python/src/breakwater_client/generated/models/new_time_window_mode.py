from typing import Literal

NewTimeWindowMode = Literal["no_market", "reduce_only", "scale"]

NEW_TIME_WINDOW_MODE_VALUES: set[NewTimeWindowMode] = {
    "no_market",
    "reduce_only",
    "scale",
}


def check_new_time_window_mode(value: str) -> NewTimeWindowMode:
    if value in NEW_TIME_WINDOW_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_TIME_WINDOW_MODE_VALUES!r}")
