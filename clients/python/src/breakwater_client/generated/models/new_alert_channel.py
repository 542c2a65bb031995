from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.email_channel import EmailChannel
    from ..models.message_templates import MessageTemplates
    from ..models.pager_duty_channel import PagerDutyChannel
    from ..models.slack_channel import SlackChannel
    from ..models.webhook_channel import WebhookChannel


T = TypeVar("T", bound="NewAlertChannel")


@_attrs_define
class NewAlertChannel:
    """
    Attributes:
        name (str):
        settings (EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel):
        enabled (bool | Unset):
        secret (str | Unset): The URL of Slack, the routing key of PagerDuty, or the password of the mail server. It is
            never shown again
        templates (MessageTemplates | Unset): Liquid templates of the messages, such as `{{ text }}
            https://wiki.example.com/{{ type }}`; null: as shipped
    """

    name: str
    settings: EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel
    enabled: bool | Unset = UNSET
    secret: str | Unset = UNSET
    templates: MessageTemplates | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.email_channel import EmailChannel
        from ..models.slack_channel import SlackChannel
        from ..models.webhook_channel import WebhookChannel

        name = self.name

        settings: dict[str, Any]
        if (
            isinstance(self.settings, EmailChannel)
            or isinstance(self.settings, SlackChannel)
            or isinstance(self.settings, WebhookChannel)
        ):
            settings = self.settings.to_dict()
        else:
            settings = self.settings.to_dict()

        enabled = self.enabled

        secret = self.secret

        templates: dict[str, Any] | Unset = UNSET
        if not isinstance(self.templates, Unset):
            templates = self.templates.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "settings": settings,
            }
        )
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if secret is not UNSET:
            field_dict["secret"] = secret
        if templates is not UNSET:
            field_dict["templates"] = templates

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.email_channel import EmailChannel
        from ..models.message_templates import MessageTemplates
        from ..models.pager_duty_channel import PagerDutyChannel
        from ..models.slack_channel import SlackChannel
        from ..models.webhook_channel import WebhookChannel

        d = dict(src_dict)
        name = d.pop("name")

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

        enabled = d.pop("enabled", UNSET)

        secret = d.pop("secret", UNSET)

        _templates = d.pop("templates", UNSET)
        templates: MessageTemplates | Unset
        if isinstance(_templates, Unset):
            templates = UNSET
        else:
            templates = MessageTemplates.from_dict(_templates)

        new_alert_channel = cls(
            name=name,
            settings=settings,
            enabled=enabled,
            secret=secret,
            templates=templates,
        )

        return new_alert_channel
