from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewReset")


@_attrs_define
class NewReset:
    """
    Attributes:
        breaker_id (int):
        reason (str | Unset):
        force (bool | Unset): close although the cause persists; it trips again at once
    """

    breaker_id: int
    reason: str | Unset = UNSET
    force: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        breaker_id = self.breaker_id

        reason = self.reason

        force = self.force

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "breaker_id": breaker_id,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason
        if force is not UNSET:
            field_dict["force"] = force

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        breaker_id = d.pop("breaker_id")

        reason = d.pop("reason", UNSET)

        force = d.pop("force", UNSET)

        new_reset = cls(
            breaker_id=breaker_id,
            reason=reason,
            force=force,
        )

        return new_reset
