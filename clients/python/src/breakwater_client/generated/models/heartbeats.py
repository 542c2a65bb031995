from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.heartbeats_heartbeats_item import HeartbeatsHeartbeatsItem


T = TypeVar("T", bound="Heartbeats")


@_attrs_define
class Heartbeats:
    """
    Attributes:
        heartbeats (list[HeartbeatsHeartbeatsItem]):
    """

    heartbeats: list[HeartbeatsHeartbeatsItem]

    def to_dict(self) -> dict[str, Any]:
        heartbeats = []
        for heartbeats_item_data in self.heartbeats:
            heartbeats_item = heartbeats_item_data.to_dict()
            heartbeats.append(heartbeats_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "heartbeats": heartbeats,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.heartbeats_heartbeats_item import HeartbeatsHeartbeatsItem

        d = dict(src_dict)
        heartbeats = []
        _heartbeats = d.pop("heartbeats")
        for heartbeats_item_data in _heartbeats:
            heartbeats_item = HeartbeatsHeartbeatsItem.from_dict(heartbeats_item_data)

            heartbeats.append(heartbeats_item)

        heartbeats = cls(
            heartbeats=heartbeats,
        )

        return heartbeats
