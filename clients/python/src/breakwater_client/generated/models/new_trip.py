from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewTrip")


@_attrs_define
class NewTrip:
    """
    Attributes:
        reason (str):
        scope (str | Unset):
        mode (BreakerMode | Unset):
        cancel_orders (bool | Unset):
        flatten (bool | Unset): Close what is held too, and cancel all open orders: every two seconds for a minute. Not
            of a user, who holds nothing
        protect_pct (float | Unset): How far beyond bid or ask the closing orders go
        expires_in_seconds (int | Unset): a pause: it ends by itself after this
    """

    reason: str
    scope: str | Unset = UNSET
    mode: BreakerMode | Unset = UNSET
    cancel_orders: bool | Unset = UNSET
    flatten: bool | Unset = UNSET
    protect_pct: float | Unset = UNSET
    expires_in_seconds: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        scope = self.scope

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        cancel_orders = self.cancel_orders

        flatten = self.flatten

        protect_pct = self.protect_pct

        expires_in_seconds = self.expires_in_seconds

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )
        if scope is not UNSET:
            field_dict["scope"] = scope
        if mode is not UNSET:
            field_dict["mode"] = mode
        if cancel_orders is not UNSET:
            field_dict["cancel_orders"] = cancel_orders
        if flatten is not UNSET:
            field_dict["flatten"] = flatten
        if protect_pct is not UNSET:
            field_dict["protect_pct"] = protect_pct
        if expires_in_seconds is not UNSET:
            field_dict["expires_in_seconds"] = expires_in_seconds

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        reason = d.pop("reason")

        scope = d.pop("scope", UNSET)

        _mode = d.pop("mode", UNSET)
        mode: BreakerMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_breaker_mode(_mode)

        cancel_orders = d.pop("cancel_orders", UNSET)

        flatten = d.pop("flatten", UNSET)

        protect_pct = d.pop("protect_pct", UNSET)

        expires_in_seconds = d.pop("expires_in_seconds", UNSET)

        new_trip = cls(
            reason=reason,
            scope=scope,
            mode=mode,
            cancel_orders=cancel_orders,
            flatten=flatten,
            protect_pct=protect_pct,
            expires_in_seconds=expires_in_seconds,
        )

        return new_trip
