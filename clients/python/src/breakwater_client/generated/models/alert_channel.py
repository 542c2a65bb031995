from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.alert_channel_kind import AlertChannelKind, check_alert_channel_kind

if TYPE_CHECKING:
    from ..models.alert_channel_templates import AlertChannelTemplates
    from ..models.email_channel import EmailChannel
    from ..models.pager_duty_channel import PagerDutyChannel
    from ..models.slack_channel import SlackChannel
    from ..models.webhook_channel import WebhookChannel


T = TypeVar("T", bound="AlertChannel")


@_attrs_define
class AlertChannel:
    """
    Attributes:
        channel_id (str):
        name (str):
        kind (AlertChannelKind):
        settings (EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel):
        templates (AlertChannelTemplates):
        enabled (bool):
        has_secret (bool):
        broken (None | str): Why nothing arrives there; null while it works
        failed_in_row (float): Attempts that failed since the last one that did not
        delivered_at (datetime.datetime | None):
        created_at (datetime.datetime):
        created_by (str):
        updated_at (datetime.datetime):
        updated_by (str):
    """

    channel_id: str
    name: str
    kind: AlertChannelKind
    settings: EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel
    templates: AlertChannelTemplates
    enabled: bool
    has_secret: bool
    broken: None | str
    failed_in_row: float
    delivered_at: datetime.datetime | None
    created_at: datetime.datetime
    created_by: str
    updated_at: datetime.datetime
    updated_by: str

    def to_dict(self) -> dict[str, Any]:
        from ..models.email_channel import EmailChannel
        from ..models.slack_channel import SlackChannel
        from ..models.webhook_channel import WebhookChannel

        channel_id = self.channel_id

        name = self.name

        kind: str = self.kind

        settings: dict[str, Any]
        if (
            isinstance(self.settings, EmailChannel)
            or isinstance(self.settings, SlackChannel)
            or isinstance(self.settings, WebhookChannel)
        ):
            settings = self.settings.to_dict()
        else:
            settings = self.settings.to_dict()

        templates = self.templates.to_dict()

        enabled = self.enabled

        has_secret = self.has_secret

        broken: None | str
        broken = self.broken

        failed_in_row = self.failed_in_row

        delivered_at: None | str
        if isinstance(self.delivered_at, datetime.datetime):
            delivered_at = self.delivered_at.isoformat()
        else:
            delivered_at = self.delivered_at

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        updated_at = self.updated_at.isoformat()

        updated_by = self.updated_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "channel_id": channel_id,
                "name": name,
                "kind": kind,
                "settings": settings,
                "templates": templates,
                "enabled": enabled,
                "has_secret": has_secret,
                "broken": broken,
                "failed_in_row": failed_in_row,
                "delivered_at": delivered_at,
                "created_at": created_at,
                "created_by": created_by,
                "updated_at": updated_at,
                "updated_by": updated_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.alert_channel_templates import AlertChannelTemplates
        from ..models.email_channel import EmailChannel
        from ..models.pager_duty_channel import PagerDutyChannel
        from ..models.slack_channel import SlackChannel
        from ..models.webhook_channel import WebhookChannel

        d = dict(src_dict)
        channel_id = d.pop("channel_id")

        name = d.pop("name")

        kind = check_alert_channel_kind(d.pop("kind"))

        def _parse_settings(data: object) -> EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                settings_type_0 = EmailChannel.from_dict(data)

                return settings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                settings_type_1 = SlackChannel.from_dict(data)

                return settings_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                settings_type_2 = WebhookChannel.from_dict(data)

                return settings_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            settings_type_3 = PagerDutyChannel.from_dict(data)

            return settings_type_3

        settings = _parse_settings(d.pop("settings"))

        templates = AlertChannelTemplates.from_dict(d.pop("templates"))

        enabled = d.pop("enabled")

        has_secret = d.pop("has_secret")

        def _parse_broken(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        broken = _parse_broken(d.pop("broken"))

        failed_in_row = d.pop("failed_in_row")

        def _parse_delivered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                delivered_at_type_0 = datetime.datetime.fromisoformat(data)

                return delivered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        delivered_at = _parse_delivered_at(d.pop("delivered_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        updated_by = d.pop("updated_by")

        alert_channel = cls(
            channel_id=channel_id,
            name=name,
            kind=kind,
            settings=settings,
            templates=templates,
            enabled=enabled,
            has_secret=has_secret,
            broken=broken,
            failed_in_row=failed_in_row,
            delivered_at=delivered_at,
            created_at=created_at,
            created_by=created_by,
            updated_at=updated_at,
            updated_by=updated_by,
        )

        return alert_channel
