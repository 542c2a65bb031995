from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

if TYPE_CHECKING:
    from ..models.quiet_hours import QuietHours


T = TypeVar("T", bound="AlertRoute")


@_attrs_define
class AlertRoute:
    """
    Attributes:
        name (str):
        channel (str):
        severities (list[Severity]):
        types (list[str]):
        accounts (list[str]):
        scopes (list[str]):
        quiet (None | QuietHours):
        escalate_after_minutes (float | None):
        escalate_to (None | str):
        enabled (bool):
    """

    name: str
    channel: str
    severities: list[Severity]
    types: list[str]
    accounts: list[str]
    scopes: list[str]
    quiet: None | QuietHours
    escalate_after_minutes: float | None
    escalate_to: None | str
    enabled: bool

    def to_dict(self) -> dict[str, Any]:
        from ..models.quiet_hours import QuietHours

        name = self.name

        channel = self.channel

        severities = []
        for severities_item_data in self.severities:
            severities_item: str = severities_item_data
            severities.append(severities_item)

        types = self.types

        accounts = self.accounts

        scopes = self.scopes

        quiet: dict[str, Any] | None
        if isinstance(self.quiet, QuietHours):
            quiet = self.quiet.to_dict()
        else:
            quiet = self.quiet

        escalate_after_minutes: float | None
        escalate_after_minutes = self.escalate_after_minutes

        escalate_to: None | str
        escalate_to = self.escalate_to

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "channel": channel,
                "severities": severities,
                "types": types,
                "accounts": accounts,
                "scopes": scopes,
                "quiet": quiet,
                "escalate_after_minutes": escalate_after_minutes,
                "escalate_to": escalate_to,
                "enabled": enabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.quiet_hours import QuietHours

        d = dict(src_dict)
        name = d.pop("name")

        channel = d.pop("channel")

        severities = []
        _severities = d.pop("severities")
        for severities_item_data in _severities:
            severities_item = check_severity(severities_item_data)

            severities.append(severities_item)

        types = cast(list[str], d.pop("types"))

        accounts = cast(list[str], d.pop("accounts"))

        scopes = cast(list[str], d.pop("scopes"))

        def _parse_quiet(data: object) -> None | QuietHours:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                quiet_type_0 = QuietHours.from_dict(data)

                return quiet_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | QuietHours, data)

        quiet = _parse_quiet(d.pop("quiet"))

        def _parse_escalate_after_minutes(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        escalate_after_minutes = _parse_escalate_after_minutes(d.pop("escalate_after_minutes"))

        def _parse_escalate_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        escalate_to = _parse_escalate_to(d.pop("escalate_to"))

        enabled = d.pop("enabled")

        alert_route = cls(
            name=name,
            channel=channel,
            severities=severities,
            types=types,
            accounts=accounts,
            scopes=scopes,
            quiet=quiet,
            escalate_after_minutes=escalate_after_minutes,
            escalate_to=escalate_to,
            enabled=enabled,
        )

        return alert_route
