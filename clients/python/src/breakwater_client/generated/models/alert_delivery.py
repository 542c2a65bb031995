from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.alert_delivery_kind import AlertDeliveryKind, check_alert_delivery_kind
from ..models.alert_delivery_state import AlertDeliveryState, check_alert_delivery_state
from ..models.severity import Severity, check_severity

if TYPE_CHECKING:
    from ..models.alert_delivery_attempts_item import AlertDeliveryAttemptsItem


T = TypeVar("T", bound="AlertDelivery")


@_attrs_define
class AlertDelivery:
    """
    Attributes:
        message_id (str):
        alert_id (str):
        channel_id (str):
        channel_name (str):
        kind (AlertDeliveryKind):
        route (str):
        state (AlertDeliveryState):
        reason (str):
        alert_type (str):
        severity (Severity):
        account (None | str):
        symbol (None | str):
        message (str):
        more (float): Alerts like it that the message stands for besides
        due_at (datetime.datetime):
        created_at (datetime.datetime):
        finished_at (datetime.datetime | None):
        attempts (list[AlertDeliveryAttemptsItem]):
    """

    message_id: str
    alert_id: str
    channel_id: str
    channel_name: str
    kind: AlertDeliveryKind
    route: str
    state: AlertDeliveryState
    reason: str
    alert_type: str
    severity: Severity
    account: None | str
    symbol: None | str
    message: str
    more: float
    due_at: datetime.datetime
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    attempts: list[AlertDeliveryAttemptsItem]

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        alert_id = self.alert_id

        channel_id = self.channel_id

        channel_name = self.channel_name

        kind: str = self.kind

        route = self.route

        state: str = self.state

        reason = self.reason

        alert_type = self.alert_type

        severity: str = self.severity

        account: None | str
        account = self.account

        symbol: None | str
        symbol = self.symbol

        message = self.message

        more = self.more

        due_at = self.due_at.isoformat()

        created_at = self.created_at.isoformat()

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        attempts = []
        for attempts_item_data in self.attempts:
            attempts_item = attempts_item_data.to_dict()
            attempts.append(attempts_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message_id": message_id,
                "alert_id": alert_id,
                "channel_id": channel_id,
                "channel_name": channel_name,
                "kind": kind,
                "route": route,
                "state": state,
                "reason": reason,
                "alert_type": alert_type,
                "severity": severity,
                "account": account,
                "symbol": symbol,
                "message": message,
                "more": more,
                "due_at": due_at,
                "created_at": created_at,
                "finished_at": finished_at,
                "attempts": attempts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.alert_delivery_attempts_item import AlertDeliveryAttemptsItem

        d = dict(src_dict)
        message_id = d.pop("message_id")

        alert_id = d.pop("alert_id")

        channel_id = d.pop("channel_id")

        channel_name = d.pop("channel_name")

        kind = check_alert_delivery_kind(d.pop("kind"))

        route = d.pop("route")

        state = check_alert_delivery_state(d.pop("state"))

        reason = d.pop("reason")

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

        more = d.pop("more")

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        attempts = []
        _attempts = d.pop("attempts")
        for attempts_item_data in _attempts:
            attempts_item = AlertDeliveryAttemptsItem.from_dict(attempts_item_data)

            attempts.append(attempts_item)

        alert_delivery = cls(
            message_id=message_id,
            alert_id=alert_id,
            channel_id=channel_id,
            channel_name=channel_name,
            kind=kind,
            route=route,
            state=state,
            reason=reason,
            alert_type=alert_type,
            severity=severity,
            account=account,
            symbol=symbol,
            message=message,
            more=more,
            due_at=due_at,
            created_at=created_at,
            finished_at=finished_at,
            attempts=attempts,
        )

        return alert_delivery
