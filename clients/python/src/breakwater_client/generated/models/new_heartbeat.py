from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_heartbeat_timeout_seconds_type_0 import (
    NewHeartbeatTimeoutSecondsType0,
    check_new_heartbeat_timeout_seconds_type_0,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewHeartbeat")


@_attrs_define
class NewHeartbeat:
    """
    Attributes:
        scope (str):
        timeout_seconds (Any | NewHeartbeatTimeoutSecondsType0 | Unset):
    """

    scope: str
    timeout_seconds: Any | NewHeartbeatTimeoutSecondsType0 | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        timeout_seconds: Any | int | Unset
        if isinstance(self.timeout_seconds, Unset):
            timeout_seconds = UNSET
        elif isinstance(self.timeout_seconds, int):
            timeout_seconds = self.timeout_seconds
        else:
            timeout_seconds = self.timeout_seconds

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
            }
        )
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        def _parse_timeout_seconds(data: object) -> Any | NewHeartbeatTimeoutSecondsType0 | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                timeout_seconds_type_0 = check_new_heartbeat_timeout_seconds_type_0(data)

                return timeout_seconds_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Any | NewHeartbeatTimeoutSecondsType0 | Unset, data)

        timeout_seconds = _parse_timeout_seconds(d.pop("timeout_seconds", UNSET))

        new_heartbeat = cls(
            scope=scope,
            timeout_seconds=timeout_seconds,
        )

        return new_heartbeat
