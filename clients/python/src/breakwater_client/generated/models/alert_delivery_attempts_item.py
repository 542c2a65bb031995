from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.alert_delivery_attempts_item_outcome import (
    AlertDeliveryAttemptsItemOutcome,
    check_alert_delivery_attempts_item_outcome,
)

T = TypeVar("T", bound="AlertDeliveryAttemptsItem")


@_attrs_define
class AlertDeliveryAttemptsItem:
    """
    Attributes:
        attempt (float):
        started_at (datetime.datetime):
        ended_at (datetime.datetime | None):
        outcome (AlertDeliveryAttemptsItemOutcome): `unknown`: it was begun, and nothing was heard of its end
        status (float | None):
        detail (str):
        retry_after_ms (float | None):
    """

    attempt: float
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    outcome: AlertDeliveryAttemptsItemOutcome
    status: float | None
    detail: str
    retry_after_ms: float | None

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        started_at = self.started_at.isoformat()

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        outcome: str = self.outcome

        status: float | None
        status = self.status

        detail = self.detail

        retry_after_ms: float | None
        retry_after_ms = self.retry_after_ms

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "attempt": attempt,
                "started_at": started_at,
                "ended_at": ended_at,
                "outcome": outcome,
                "status": status,
                "detail": detail,
                "retry_after_ms": retry_after_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        outcome = check_alert_delivery_attempts_item_outcome(d.pop("outcome"))

        def _parse_status(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        status = _parse_status(d.pop("status"))

        detail = d.pop("detail")

        def _parse_retry_after_ms(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        retry_after_ms = _parse_retry_after_ms(d.pop("retry_after_ms"))

        alert_delivery_attempts_item = cls(
            attempt=attempt,
            started_at=started_at,
            ended_at=ended_at,
            outcome=outcome,
            status=status,
            detail=detail,
            retry_after_ms=retry_after_ms,
        )

        return alert_delivery_attempts_item
