from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="HeartbeatsHeartbeatsItem")


@_attrs_define
class HeartbeatsHeartbeatsItem:
    """
    Attributes:
        scope (str):
        armed_by (str):
        timeout_seconds (float):
        heard_at (datetime.datetime):
    """

    scope: str
    armed_by: str
    timeout_seconds: float
    heard_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        armed_by = self.armed_by

        timeout_seconds = self.timeout_seconds

        heard_at = self.heard_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "armed_by": armed_by,
                "timeout_seconds": timeout_seconds,
                "heard_at": heard_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        armed_by = d.pop("armed_by")

        timeout_seconds = d.pop("timeout_seconds")

        heard_at = datetime.datetime.fromisoformat(d.pop("heard_at"))

        heartbeats_heartbeats_item = cls(
            scope=scope,
            armed_by=armed_by,
            timeout_seconds=timeout_seconds,
            heard_at=heard_at,
        )

        return heartbeats_heartbeats_item
