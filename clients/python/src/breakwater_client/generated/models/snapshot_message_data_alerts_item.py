from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

T = TypeVar("T", bound="SnapshotMessageDataAlertsItem")


@_attrs_define
class SnapshotMessageDataAlertsItem:
    """
    Attributes:
        id (str):
        alert_type (str):
        severity (Severity):
        account (None | str):
        symbol (None | str):
        message (str):
        order_id (None | str):
        decision_id (None | str):
        breaker_id (float | None):
        created_at (datetime.datetime):
        count (float):
        last_at (datetime.datetime):
    """

    id: str
    alert_type: str
    severity: Severity
    account: None | str
    symbol: None | str
    message: str
    order_id: None | str
    decision_id: None | str
    breaker_id: float | None
    created_at: datetime.datetime
    count: float
    last_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        alert_type = self.alert_type

        severity: str = self.severity

        account: None | str
        account = self.account

        symbol: None | str
        symbol = self.symbol

        message = self.message

        order_id: None | str
        order_id = self.order_id

        decision_id: None | str
        decision_id = self.decision_id

        breaker_id: float | None
        breaker_id = self.breaker_id

        created_at = self.created_at.isoformat()

        count = self.count

        last_at = self.last_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "alert_type": alert_type,
                "severity": severity,
                "account": account,
                "symbol": symbol,
                "message": message,
                "order_id": order_id,
                "decision_id": decision_id,
                "breaker_id": breaker_id,
                "created_at": created_at,
                "count": count,
                "last_at": last_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        alert_type = d.pop("alert_type")

        severity = check_severity(d.pop("severity"))

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        def _parse_symbol(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        symbol = _parse_symbol(d.pop("symbol"))

        message = d.pop("message")

        def _parse_order_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        order_id = _parse_order_id(d.pop("order_id"))

        def _parse_decision_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decision_id = _parse_decision_id(d.pop("decision_id"))

        def _parse_breaker_id(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        breaker_id = _parse_breaker_id(d.pop("breaker_id"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        count = d.pop("count")

        last_at = datetime.datetime.fromisoformat(d.pop("last_at"))

        snapshot_message_data_alerts_item = cls(
            id=id,
            alert_type=alert_type,
            severity=severity,
            account=account,
            symbol=symbol,
            message=message,
            order_id=order_id,
            decision_id=decision_id,
            breaker_id=breaker_id,
            created_at=created_at,
            count=count,
            last_at=last_at,
        )

        return snapshot_message_data_alerts_item
