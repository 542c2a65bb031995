from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

T = TypeVar("T", bound="RiskAlertMessageData")


@_attrs_define
class RiskAlertMessageData:
    """
    Attributes:
        alert_type (str):
        severity (Severity):
        symbol (None | str):
        message (str):
        count (float):
    """

    alert_type: str
    severity: Severity
    symbol: None | str
    message: str
    count: float

    def to_dict(self) -> dict[str, Any]:
        alert_type = self.alert_type

        severity: str = self.severity

        symbol: None | str
        symbol = self.symbol

        message = self.message

        count = self.count

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "alert_type": alert_type,
                "severity": severity,
                "symbol": symbol,
                "message": message,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        alert_type = d.pop("alert_type")

        severity = check_severity(d.pop("severity"))

        def _parse_symbol(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        symbol = _parse_symbol(d.pop("symbol"))

        message = d.pop("message")

        count = d.pop("count")

        risk_alert_message_data = cls(
            alert_type=alert_type,
            severity=severity,
            symbol=symbol,
            message=message,
            count=count,
        )

        return risk_alert_message_data
