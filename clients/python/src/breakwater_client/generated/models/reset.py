from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode

T = TypeVar("T", bound="Reset")


@_attrs_define
class Reset:
    """
    Attributes:
        breaker_id (float):
        scope (str):
        mode (BreakerMode):
        trigger_type (str):
        active (bool):
        reason (str):
        tripped_again (bool):
        open_breaker_id (float | None):
    """

    breaker_id: float
    scope: str
    mode: BreakerMode
    trigger_type: str
    active: bool
    reason: str
    tripped_again: bool
    open_breaker_id: float | None

    def to_dict(self) -> dict[str, Any]:
        breaker_id = self.breaker_id

        scope = self.scope

        mode: str = self.mode

        trigger_type = self.trigger_type

        active = self.active

        reason = self.reason

        tripped_again = self.tripped_again

        open_breaker_id: float | None
        open_breaker_id = self.open_breaker_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "breaker_id": breaker_id,
                "scope": scope,
                "mode": mode,
                "trigger_type": trigger_type,
                "active": active,
                "reason": reason,
                "tripped_again": tripped_again,
                "open_breaker_id": open_breaker_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        breaker_id = d.pop("breaker_id")

        scope = d.pop("scope")

        mode = check_breaker_mode(d.pop("mode"))

        trigger_type = d.pop("trigger_type")

        active = d.pop("active")

        reason = d.pop("reason")

        tripped_again = d.pop("tripped_again")

        def _parse_open_breaker_id(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        open_breaker_id = _parse_open_breaker_id(d.pop("open_breaker_id"))

        reset = cls(
            breaker_id=breaker_id,
            scope=scope,
            mode=mode,
            trigger_type=trigger_type,
            active=active,
            reason=reason,
            tripped_again=tripped_again,
            open_breaker_id=open_breaker_id,
        )

        return reset
