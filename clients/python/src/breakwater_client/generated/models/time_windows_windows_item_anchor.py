from typing import Literal

TimeWindowsWindowsItemAnchor = Literal["close", "open"]

TIME_WINDOWS_WINDOWS_ITEM_ANCHOR_VALUES: set[TimeWindowsWindowsItemAnchor] = {
    "close",
    "open",
}


def check_time_windows_windows_item_anchor(value: str) -> TimeWindowsWindowsItemAnchor:
    if value in TIME_WINDOWS_WINDOWS_ITEM_ANCHOR_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TIME_WINDOWS_WINDOWS_ITEM_ANCHOR_VALUES!r}")
