from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode

T = TypeVar("T", bound="CircuitBreakerMessageData")


@_attrs_define
class CircuitBreakerMessageData:
    """
    Attributes:
        trigger_type (str):
        trigger_value (float):
        threshold (float):
        mode (BreakerMode):
        active (bool):
    """

    trigger_type: str
    trigger_value: float
    threshold: float
    mode: BreakerMode
    active: bool

    def to_dict(self) -> dict[str, Any]:
        trigger_type = self.trigger_type

        trigger_value = self.trigger_value

        threshold = self.threshold

        mode: str = self.mode

        active = self.active

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "trigger_type": trigger_type,
                "trigger_value": trigger_value,
                "threshold": threshold,
                "mode": mode,
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

        mode = check_breaker_mode(d.pop("mode"))

        active = d.pop("active")

        circuit_breaker_message_data = cls(
            trigger_type=trigger_type,
            trigger_value=trigger_value,
            threshold=threshold,
            mode=mode,
            active=active,
        )

        return circuit_breaker_message_data
