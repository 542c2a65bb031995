from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode

T = TypeVar("T", bound="Breaker")


@_attrs_define
class Breaker:
    """
    Attributes:
        breaker_id (float):
        scope (str):
        mode (BreakerMode):
        trigger_type (str):
        trigger_value (float):
        threshold (float):
        actor (str):
        reason (str):
        tripped_at (datetime.datetime):
        active (bool):
        reset_by (None | str):
        reset_reason (None | str):
        reset_source (None | str):
        further_causes (list[str]):
        reset_at (datetime.datetime | None):
        expires_at (datetime.datetime | None):
    """

    breaker_id: float
    scope: str
    mode: BreakerMode
    trigger_type: str
    trigger_value: float
    threshold: float
    actor: str
    reason: str
    tripped_at: datetime.datetime
    active: bool
    reset_by: None | str
    reset_reason: None | str
    reset_source: None | str
    further_causes: list[str]
    reset_at: datetime.datetime | None
    expires_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        breaker_id = self.breaker_id

        scope = self.scope

        mode: str = self.mode

        trigger_type = self.trigger_type

        trigger_value = self.trigger_value

        threshold = self.threshold

        actor = self.actor

        reason = self.reason

        tripped_at = self.tripped_at.isoformat()

        active = self.active

        reset_by: None | str
        reset_by = self.reset_by

        reset_reason: None | str
        reset_reason = self.reset_reason

        reset_source: None | str
        reset_source = self.reset_source

        further_causes = self.further_causes

        reset_at: None | str
        if isinstance(self.reset_at, datetime.datetime):
            reset_at = self.reset_at.isoformat()
        else:
            reset_at = self.reset_at

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "breaker_id": breaker_id,
                "scope": scope,
                "mode": mode,
                "trigger_type": trigger_type,
                "trigger_value": trigger_value,
                "threshold": threshold,
                "actor": actor,
                "reason": reason,
                "tripped_at": tripped_at,
                "active": active,
                "reset_by": reset_by,
                "reset_reason": reset_reason,
                "reset_source": reset_source,
                "further_causes": further_causes,
                "reset_at": reset_at,
                "expires_at": expires_at,
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

        trigger_value = d.pop("trigger_value")

        threshold = d.pop("threshold")

        actor = d.pop("actor")

        reason = d.pop("reason")

        tripped_at = datetime.datetime.fromisoformat(d.pop("tripped_at"))

        active = d.pop("active")

        def _parse_reset_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reset_by = _parse_reset_by(d.pop("reset_by"))

        def _parse_reset_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reset_reason = _parse_reset_reason(d.pop("reset_reason"))

        def _parse_reset_source(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reset_source = _parse_reset_source(d.pop("reset_source"))

        further_causes = cast(list[str], d.pop("further_causes"))

        def _parse_reset_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reset_at_type_0 = datetime.datetime.fromisoformat(data)

                return reset_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        reset_at = _parse_reset_at(d.pop("reset_at"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        breaker = cls(
            breaker_id=breaker_id,
            scope=scope,
            mode=mode,
            trigger_type=trigger_type,
            trigger_value=trigger_value,
            threshold=threshold,
            actor=actor,
            reason=reason,
            tripped_at=tripped_at,
            active=active,
            reset_by=reset_by,
            reset_reason=reset_reason,
            reset_source=reset_source,
            further_causes=further_causes,
            reset_at=reset_at,
            expires_at=expires_at,
        )

        return breaker
