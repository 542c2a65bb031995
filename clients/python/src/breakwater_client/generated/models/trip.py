from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode

T = TypeVar("T", bound="Trip")


@_attrs_define
class Trip:
    """
    Attributes:
        breaker_id (float):
        scope (str):
        mode (BreakerMode):
        trigger_type (str):
        active (bool):
        reason (str):
        expires_at (datetime.datetime | None):
        orders_canceling (float):
    """

    breaker_id: float
    scope: str
    mode: BreakerMode
    trigger_type: str
    active: bool
    reason: str
    expires_at: datetime.datetime | None
    orders_canceling: float

    def to_dict(self) -> dict[str, Any]:
        breaker_id = self.breaker_id

        scope = self.scope

        mode: str = self.mode

        trigger_type = self.trigger_type

        active = self.active

        reason = self.reason

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        orders_canceling = self.orders_canceling

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "breaker_id": breaker_id,
                "scope": scope,
                "mode": mode,
                "trigger_type": trigger_type,
                "active": active,
                "reason": reason,
                "expires_at": expires_at,
                "orders_canceling": orders_canceling,
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

        orders_canceling = d.pop("orders_canceling")

        trip = cls(
            breaker_id=breaker_id,
            scope=scope,
            mode=mode,
            trigger_type=trigger_type,
            active=active,
            reason=reason,
            expires_at=expires_at,
            orders_canceling=orders_canceling,
        )

        return trip
