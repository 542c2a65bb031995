from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.alert_channel import AlertChannel


T = TypeVar("T", bound="KeptAlertChannel")


@_attrs_define
class KeptAlertChannel:
    """
    Attributes:
        channel (AlertChannel):
        secret (None | str): Of a webhook, when it was made now: shown this once
    """

    channel: AlertChannel
    secret: None | str

    def to_dict(self) -> dict[str, Any]:
        channel = self.channel.to_dict()

        secret: None | str
        secret = self.secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "channel": channel,
                "secret": secret,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.alert_channel import AlertChannel

        d = dict(src_dict)
        channel = AlertChannel.from_dict(d.pop("channel"))

        def _parse_secret(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        secret = _parse_secret(d.pop("secret"))

        kept_alert_channel = cls(
            channel=channel,
            secret=secret,
        )

        return kept_alert_channel
