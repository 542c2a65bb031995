from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

T = TypeVar("T", bound="LinkedAlert")


@_attrs_define
class LinkedAlert:
    """
    Attributes:
        alert_id (str):
        alert_type (str):
        severity (Severity):
        message (str):
        created_at (datetime.datetime):
        acknowledged_by (None | str):
        acknowledged_at (datetime.datetime | None):
    """

    alert_id: str
    alert_type: str
    severity: Severity
    message: str
    created_at: datetime.datetime
    acknowledged_by: None | str
    acknowledged_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        alert_id = self.alert_id

        alert_type = self.alert_type

        severity: str = self.severity

        message = self.message

        created_at = self.created_at.isoformat()

        acknowledged_by: None | str
        acknowledged_by = self.acknowledged_by

        acknowledged_at: None | str
        if isinstance(self.acknowledged_at, datetime.datetime):
            acknowledged_at = self.acknowledged_at.isoformat()
        else:
            acknowledged_at = self.acknowledged_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "alert_id": alert_id,
                "alert_type": alert_type,
                "severity": severity,
                "message": message,
                "created_at": created_at,
                "acknowledged_by": acknowledged_by,
                "acknowledged_at": acknowledged_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        alert_id = d.pop("alert_id")

        alert_type = d.pop("alert_type")

        severity = check_severity(d.pop("severity"))

        message = d.pop("message")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_acknowledged_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        acknowledged_by = _parse_acknowledged_by(d.pop("acknowledged_by"))

        def _parse_acknowledged_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                acknowledged_at_type_0 = datetime.datetime.fromisoformat(data)

                return acknowledged_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        acknowledged_at = _parse_acknowledged_at(d.pop("acknowledged_at"))

        linked_alert = cls(
            alert_id=alert_id,
            alert_type=alert_type,
            severity=severity,
            message=message,
            created_at=created_at,
            acknowledged_by=acknowledged_by,
            acknowledged_at=acknowledged_at,
        )

        return linked_alert
