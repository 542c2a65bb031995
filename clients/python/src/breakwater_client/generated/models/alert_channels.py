from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.alert_channel import AlertChannel


T = TypeVar("T", bound="AlertChannels")


@_attrs_define
class AlertChannels:
    """
    Attributes:
        channels (list[AlertChannel]):
        next_cursor (None):
    """

    channels: list[AlertChannel]
    next_cursor: None

    def to_dict(self) -> dict[str, Any]:
        channels = []
        for channels_item_data in self.channels:
            channels_item = channels_item_data.to_dict()
            channels.append(channels_item)

        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "channels": channels,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.alert_channel import AlertChannel

        d = dict(src_dict)
        channels = []
        _channels = d.pop("channels")
        for channels_item_data in _channels:
            channels_item = AlertChannel.from_dict(channels_item_data)

            channels.append(channels_item)

        next_cursor = d.pop("next_cursor")

        alert_channels = cls(
            channels=channels,
            next_cursor=next_cursor,
        )

        return alert_channels
