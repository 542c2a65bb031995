from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.alert_route_change_types_item import (
    AlertRouteChangeTypesItem,
    check_alert_route_change_types_item,
)
from ..models.severity import Severity, check_severity
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.quiet_hours import QuietHours


T = TypeVar("T", bound="AlertRouteChange")


@_attrs_define
class AlertRouteChange:
    """
    Attributes:
        channel (str):
        severities (list[Severity] | Unset): Empty lets all pass
        types (list[AlertRouteChangeTypesItem] | Unset): Empty lets all pass
        accounts (list[str] | Unset): Empty lets all pass
        scopes (list[str] | Unset): Empty lets all pass
        quiet (None | QuietHours | Unset): Alerts wait until they are over; never CRITICAL ones
        escalate_after_minutes (int | None | Unset): Tells `escalate_to` when nobody has acknowledged the alert so long
            after it was delivered
        escalate_to (None | str | Unset): Also told when the channel is broken or the alert cannot be delivered
        enabled (bool | Unset):
    """

    channel: str
    severities: list[Severity] | Unset = UNSET
    types: list[AlertRouteChangeTypesItem] | Unset = UNSET
    accounts: list[str] | Unset = UNSET
    scopes: list[str] | Unset = UNSET
    quiet: None | QuietHours | Unset = UNSET
    escalate_after_minutes: int | None | Unset = UNSET
    escalate_to: None | str | Unset = UNSET
    enabled: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.quiet_hours import QuietHours

        channel = self.channel

        severities: list[str] | Unset = UNSET
        if not isinstance(self.severities, Unset):
            severities = []
            for severities_item_data in self.severities:
                severities_item: str = severities_item_data
                severities.append(severities_item)

        types: list[str] | Unset = UNSET
        if not isinstance(self.types, Unset):
            types = []
            for types_item_data in self.types:
                types_item: str = types_item_data
                types.append(types_item)

        accounts: list[str] | Unset = UNSET
        if not isinstance(self.accounts, Unset):
            accounts = self.accounts

        scopes: list[str] | Unset = UNSET
        if not isinstance(self.scopes, Unset):
            scopes = self.scopes

        quiet: dict[str, Any] | None | Unset
        if isinstance(self.quiet, Unset):
            quiet = UNSET
        elif isinstance(self.quiet, QuietHours):
            quiet = self.quiet.to_dict()
        else:
            quiet = self.quiet

        escalate_after_minutes: int | None | Unset
        if isinstance(self.escalate_after_minutes, Unset):
            escalate_after_minutes = UNSET
        else:
            escalate_after_minutes = self.escalate_after_minutes

        escalate_to: None | str | Unset
        if isinstance(self.escalate_to, Unset):
            escalate_to = UNSET
        else:
            escalate_to = self.escalate_to

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "channel": channel,
            }
        )
        if severities is not UNSET:
            field_dict["severities"] = severities
        if types is not UNSET:
            field_dict["types"] = types
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if scopes is not UNSET:
            field_dict["scopes"] = scopes
        if quiet is not UNSET:
            field_dict["quiet"] = quiet
        if escalate_after_minutes is not UNSET:
            field_dict["escalate_after_minutes"] = escalate_after_minutes
        if escalate_to is not UNSET:
            field_dict["escalate_to"] = escalate_to
        if enabled is not UNSET:
            field_dict["enabled"] = enabled

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.quiet_hours import QuietHours

        d = dict(src_dict)
        channel = d.pop("channel")

        _severities = d.pop("severities", UNSET)
        severities: list[Severity] | Unset = UNSET
        if _severities is not UNSET:
            severities = []
            for severities_item_data in _severities:
                severities_item = check_severity(severities_item_data)

                severities.append(severities_item)

        _types = d.pop("types", UNSET)
        types: list[AlertRouteChangeTypesItem] | Unset = UNSET
        if _types is not UNSET:
            types = []
            for types_item_data in _types:
                types_item = check_alert_route_change_types_item(types_item_data)

                types.append(types_item)

        accounts = cast(list[str], d.pop("accounts", UNSET))

        scopes = cast(list[str], d.pop("scopes", UNSET))

        def _parse_quiet(data: object) -> None | QuietHours | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                quiet_type_0 = QuietHours.from_dict(data)

                return quiet_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | QuietHours | Unset, data)

        quiet = _parse_quiet(d.pop("quiet", UNSET))

        def _parse_escalate_after_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        escalate_after_minutes = _parse_escalate_after_minutes(d.pop("escalate_after_minutes", UNSET))

        def _parse_escalate_to(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        escalate_to = _parse_escalate_to(d.pop("escalate_to", UNSET))

        enabled = d.pop("enabled", UNSET)

        alert_route_change = cls(
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

        return alert_route_change
