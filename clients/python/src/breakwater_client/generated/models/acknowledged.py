from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Acknowledged")


@_attrs_define
class Acknowledged:
    """
    Attributes:
        alert_id (str):
        acknowledged_by (str):
        acknowledged_at (datetime.datetime):
        note (str):
    """

    alert_id: str
    acknowledged_by: str
    acknowledged_at: datetime.datetime
    note: str

    def to_dict(self) -> dict[str, Any]:
        alert_id = self.alert_id

        acknowledged_by = self.acknowledged_by

        acknowledged_at = self.acknowledged_at.isoformat()

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "alert_id": alert_id,
                "acknowledged_by": acknowledged_by,
                "acknowledged_at": acknowledged_at,
                "note": note,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        alert_id = d.pop("alert_id")

        acknowledged_by = d.pop("acknowledged_by")

        acknowledged_at = datetime.datetime.fromisoformat(d.pop("acknowledged_at"))

        note = d.pop("note")

        acknowledged = cls(
            alert_id=alert_id,
            acknowledged_by=acknowledged_by,
            acknowledged_at=acknowledged_at,
            note=note,
        )

        return acknowledged
