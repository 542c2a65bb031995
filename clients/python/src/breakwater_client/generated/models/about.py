from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="About")


@_attrs_define
class About:
    """
    Attributes:
        broker (str):
        exchange_time_zone (str):
        temporal_ui_url (None | str):
    """

    broker: str
    exchange_time_zone: str
    temporal_ui_url: None | str

    def to_dict(self) -> dict[str, Any]:
        broker = self.broker

        exchange_time_zone = self.exchange_time_zone

        temporal_ui_url: None | str
        temporal_ui_url = self.temporal_ui_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "broker": broker,
                "exchange_time_zone": exchange_time_zone,
                "temporal_ui_url": temporal_ui_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        broker = d.pop("broker")

        exchange_time_zone = d.pop("exchange_time_zone")

        def _parse_temporal_ui_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        temporal_ui_url = _parse_temporal_ui_url(d.pop("temporal_ui_url"))

        about = cls(
            broker=broker,
            exchange_time_zone=exchange_time_zone,
            temporal_ui_url=temporal_ui_url,
        )

        return about
