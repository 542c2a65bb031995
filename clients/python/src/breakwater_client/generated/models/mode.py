from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode

T = TypeVar("T", bound="Mode")


@_attrs_define
class Mode:
    """
    Attributes:
        breaker_id (float):
        scope (str):
        mode (BreakerMode):
        previous_mode (BreakerMode):
        trigger_type (str):
        active (bool):
        reason (str):
    """

    breaker_id: float
    scope: str
    mode: BreakerMode
    previous_mode: BreakerMode
    trigger_type: str
    active: bool
    reason: str

    def to_dict(self) -> dict[str, Any]:
        breaker_id = self.breaker_id

        scope = self.scope

        mode: str = self.mode

        previous_mode: str = self.previous_mode

        trigger_type = self.trigger_type

        active = self.active

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "breaker_id": breaker_id,
                "scope": scope,
                "mode": mode,
                "previous_mode": previous_mode,
                "trigger_type": trigger_type,
                "active": active,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        breaker_id = d.pop("breaker_id")

        scope = d.pop("scope")

        mode = check_breaker_mode(d.pop("mode"))

        previous_mode = check_breaker_mode(d.pop("previous_mode"))

        trigger_type = d.pop("trigger_type")

        active = d.pop("active")

        reason = d.pop("reason")

        mode = cls(
            breaker_id=breaker_id,
            scope=scope,
            mode=mode,
            previous_mode=previous_mode,
            trigger_type=trigger_type,
            active=active,
            reason=reason,
        )

        return mode
