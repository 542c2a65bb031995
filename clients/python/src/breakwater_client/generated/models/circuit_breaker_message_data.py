from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CircuitBreakerMessageData")


@_attrs_define
class CircuitBreakerMessageData:
    """
    Attributes:
        trigger_type (str):
        trigger_value (float):
        threshold (float):
        active (bool):
    """

    trigger_type: str
    trigger_value: float
    threshold: float
    active: bool

    def to_dict(self) -> dict[str, Any]:
        trigger_type = self.trigger_type

        trigger_value = self.trigger_value

        threshold = self.threshold

        active = self.active

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "trigger_type": trigger_type,
                "trigger_value": trigger_value,
                "threshold": threshold,
                "active": active,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        trigger_type = d.pop("trigger_type")

        trigger_value = d.pop("trigger_value")

        threshold = d.pop("threshold")

        active = d.pop("active")

        circuit_breaker_message_data = cls(
            trigger_type=trigger_type,
            trigger_value=trigger_value,
            threshold=threshold,
            active=active,
        )

        return circuit_breaker_message_data
