from typing import Literal

TimeWindowsWindowsItemMode = Literal["no_market", "reduce_only", "scale"]

TIME_WINDOWS_WINDOWS_ITEM_MODE_VALUES: set[TimeWindowsWindowsItemMode] = {
    "no_market",
    "reduce_only",
    "scale",
}


def check_time_windows_windows_item_mode(value: str) -> TimeWindowsWindowsItemMode:
    if value in TIME_WINDOWS_WINDOWS_ITEM_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TIME_WINDOWS_WINDOWS_ITEM_MODE_VALUES!r}")
