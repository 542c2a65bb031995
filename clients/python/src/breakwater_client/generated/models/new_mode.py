from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.breaker_mode import BreakerMode, check_breaker_mode

T = TypeVar("T", bound="NewMode")


@_attrs_define
class NewMode:
    """
    Attributes:
        breaker_id (int):
        mode (BreakerMode):
        reason (str):
    """

    breaker_id: int
    mode: BreakerMode
    reason: str

    def to_dict(self) -> dict[str, Any]:
        breaker_id = self.breaker_id

        mode: str = self.mode

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "breaker_id": breaker_id,
                "mode": mode,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        breaker_id = d.pop("breaker_id")

        mode = check_breaker_mode(d.pop("mode"))

        reason = d.pop("reason")

        new_mode = cls(
            breaker_id=breaker_id,
            mode=mode,
            reason=reason,
        )

        return new_mode
