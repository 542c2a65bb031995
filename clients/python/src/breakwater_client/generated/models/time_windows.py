from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.time_windows_windows_item import TimeWindowsWindowsItem


T = TypeVar("T", bound="TimeWindows")


@_attrs_define
class TimeWindows:
    """
    Attributes:
        windows (list[TimeWindowsWindowsItem]):
        version (float):
    """

    windows: list[TimeWindowsWindowsItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        windows = []
        for windows_item_data in self.windows:
            windows_item = windows_item_data.to_dict()
            windows.append(windows_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "windows": windows,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.time_windows_windows_item import TimeWindowsWindowsItem

        d = dict(src_dict)
        windows = []
        _windows = d.pop("windows")
        for windows_item_data in _windows:
            windows_item = TimeWindowsWindowsItem.from_dict(windows_item_data)

            windows.append(windows_item)

        version = d.pop("version")

        time_windows = cls(
            windows=windows,
            version=version,
        )

        return time_windows
