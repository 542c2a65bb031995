from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AlertTest")


@_attrs_define
class AlertTest:
    """
    Attributes:
        delivered (bool):
        status (float | None): What the receiver answered, of HTTP or SMTP; null: nothing
        detail (str):
        took_ms (float):
    """

    delivered: bool
    status: float | None
    detail: str
    took_ms: float

    def to_dict(self) -> dict[str, Any]:
        delivered = self.delivered

        status: float | None
        status = self.status

        detail = self.detail

        took_ms = self.took_ms

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "delivered": delivered,
                "status": status,
                "detail": detail,
                "took_ms": took_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        delivered = d.pop("delivered")

        def _parse_status(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        status = _parse_status(d.pop("status"))

        detail = d.pop("detail")

        took_ms = d.pop("took_ms")

        alert_test = cls(
            delivered=delivered,
            status=status,
            detail=detail,
            took_ms=took_ms,
        )

        return alert_test
