from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.time_windows_windows_item_anchor import (
    TimeWindowsWindowsItemAnchor,
    check_time_windows_windows_item_anchor,
)
from ..models.time_windows_windows_item_mode import (
    TimeWindowsWindowsItemMode,
    check_time_windows_windows_item_mode,
)

T = TypeVar("T", bound="TimeWindowsWindowsItem")


@_attrs_define
class TimeWindowsWindowsItem:
    """
    Attributes:
        name (str):
        scope (str):
        anchor (TimeWindowsWindowsItemAnchor):
        from_minutes (float):
        to_minutes (float):
        mode (TimeWindowsWindowsItemMode):
        limits (list[str]):
        factor_pct (float):
    """

    name: str
    scope: str
    anchor: TimeWindowsWindowsItemAnchor
    from_minutes: float
    to_minutes: float
    mode: TimeWindowsWindowsItemMode
    limits: list[str]
    factor_pct: float

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        scope = self.scope

        anchor: str = self.anchor

        from_minutes = self.from_minutes

        to_minutes = self.to_minutes

        mode: str = self.mode

        limits = self.limits

        factor_pct = self.factor_pct

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "scope": scope,
                "anchor": anchor,
                "from_minutes": from_minutes,
                "to_minutes": to_minutes,
                "mode": mode,
                "limits": limits,
                "factor_pct": factor_pct,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        scope = d.pop("scope")

        anchor = check_time_windows_windows_item_anchor(d.pop("anchor"))

        from_minutes = d.pop("from_minutes")

        to_minutes = d.pop("to_minutes")

        mode = check_time_windows_windows_item_mode(d.pop("mode"))

        limits = cast(list[str], d.pop("limits"))

        factor_pct = d.pop("factor_pct")

        time_windows_windows_item = cls(
            name=name,
            scope=scope,
            anchor=anchor,
            from_minutes=from_minutes,
            to_minutes=to_minutes,
            mode=mode,
            limits=limits,
            factor_pct=factor_pct,
        )

        return time_windows_windows_item
