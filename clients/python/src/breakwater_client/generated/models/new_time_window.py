from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_time_window_anchor import (
    NewTimeWindowAnchor,
    check_new_time_window_anchor,
)
from ..models.new_time_window_mode import NewTimeWindowMode, check_new_time_window_mode
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewTimeWindow")


@_attrs_define
class NewTimeWindow:
    """
    Attributes:
        anchor (NewTimeWindowAnchor):
        from_minutes (int):
        to_minutes (int):
        scope (str | Unset): firm, account:<id>, strategy:<name> or class:<name>
        mode (NewTimeWindowMode | Unset):
        limits (list[str] | Unset):
        factor_pct (float | Unset):
        reason (str | Unset):
    """

    anchor: NewTimeWindowAnchor
    from_minutes: int
    to_minutes: int
    scope: str | Unset = UNSET
    mode: NewTimeWindowMode | Unset = UNSET
    limits: list[str] | Unset = UNSET
    factor_pct: float | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        anchor: str = self.anchor

        from_minutes = self.from_minutes

        to_minutes = self.to_minutes

        scope = self.scope

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        limits: list[str] | Unset = UNSET
        if not isinstance(self.limits, Unset):
            limits = self.limits

        factor_pct = self.factor_pct

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "anchor": anchor,
                "from_minutes": from_minutes,
                "to_minutes": to_minutes,
            }
        )
        if scope is not UNSET:
            field_dict["scope"] = scope
        if mode is not UNSET:
            field_dict["mode"] = mode
        if limits is not UNSET:
            field_dict["limits"] = limits
        if factor_pct is not UNSET:
            field_dict["factor_pct"] = factor_pct
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        anchor = check_new_time_window_anchor(d.pop("anchor"))

        from_minutes = d.pop("from_minutes")

        to_minutes = d.pop("to_minutes")

        scope = d.pop("scope", UNSET)

        _mode = d.pop("mode", UNSET)
        mode: NewTimeWindowMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_new_time_window_mode(_mode)

        limits = cast(list[str], d.pop("limits", UNSET))

        factor_pct = d.pop("factor_pct", UNSET)

        reason = d.pop("reason", UNSET)

        new_time_window = cls(
            anchor=anchor,
            from_minutes=from_minutes,
            to_minutes=to_minutes,
            scope=scope,
            mode=mode,
            limits=limits,
            factor_pct=factor_pct,
            reason=reason,
        )

        return new_time_window
