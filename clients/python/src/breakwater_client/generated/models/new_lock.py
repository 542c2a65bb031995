from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NewLock")


@_attrs_define
class NewLock:
    """
    Attributes:
        scope (str):
        reason (str):
    """

    scope: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        reason = d.pop("reason")

        new_lock = cls(
            scope=scope,
            reason=reason,
        )

        return new_lock
