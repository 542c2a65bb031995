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


T = TypeVar("T", bound="AlertChannelChange")


@_attrs_define
class AlertChannelChange:
    """
    Attributes:
        name (str):
        enabled (bool):
        settings (EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel):
        templates (MessageTemplates | Unset): Liquid templates of the messages, such as `{{ text }}
            https://wiki.example.com/{{ type }}`; null: as shipped
        secret (str | Unset): Left out: the one that is kept stays
        new_secret (bool | Unset): Of a webhook: make another secret; the old one signs too for a day
    """

    name: str
    enabled: bool
    settings: EmailChannel | PagerDutyChannel | SlackChannel | WebhookChannel
    templates: MessageTemplates | Unset = UNSET
    secret: str | Unset = UNSET
    new_secret: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.email_channel import EmailChannel
        from ..models.slack_channel import SlackChannel
        from ..models.webhook_channel import WebhookChannel

        name = self.name

        enabled = self.enabled

        settings: dict[str, Any]
        if (
            isinstance(self.settings, EmailChannel)
            or isinstance(self.settings, SlackChannel)
            or isinstance(self.settings, WebhookChannel)
        ):
            settings = self.settings.to_dict()
        else:
            settings = self.settings.to_dict()

        templates: dict[str, Any] | Unset = UNSET
        if not isinstance(self.templates, Unset):
            templates = self.templates.to_dict()

        secret = self.secret

        new_secret = self.new_secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "enabled": enabled,
                "settings": settings,
            }
        )
        if templates is not UNSET:
            field_dict["templates"] = templates
        if secret is not UNSET:
            field_dict["secret"] = secret
        if new_secret is not UNSET:
            field_dict["new_secret"] = new_secret

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

        enabled = d.pop("enabled")

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

        _templates = d.pop("templates", UNSET)
        templates: MessageTemplates | Unset
        if isinstance(_templates, Unset):
            templates = UNSET
        else:
            templates = MessageTemplates.from_dict(_templates)

        secret = d.pop("secret", UNSET)

        new_secret = d.pop("new_secret", UNSET)

        alert_channel_change = cls(
            name=name,
            enabled=enabled,
            settings=settings,
            templates=templates,
            secret=secret,
            new_secret=new_secret,
        )

        return alert_channel_change
