from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Heartbeat")


@_attrs_define
class Heartbeat:
    """
    Attributes:
        scope (str):
        armed (bool):
        timeout_seconds (float):
    """

    scope: str
    armed: bool
    timeout_seconds: float

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        armed = self.armed

        timeout_seconds = self.timeout_seconds

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "armed": armed,
                "timeout_seconds": timeout_seconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        armed = d.pop("armed")

        timeout_seconds = d.pop("timeout_seconds")

        heartbeat = cls(
            scope=scope,
            armed=armed,
            timeout_seconds=timeout_seconds,
        )

        return heartbeat
