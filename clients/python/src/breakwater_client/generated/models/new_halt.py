from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewHalt")


@_attrs_define
class NewHalt:
    """
    Attributes:
        scope (str):
        halted (bool):
        reason (str):
        until (datetime.datetime | Unset): Left out: until it is ended
    """

    scope: str
    halted: bool
    reason: str
    until: datetime.datetime | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        halted = self.halted

        reason = self.reason

        until: str | Unset = UNSET
        if not isinstance(self.until, Unset):
            until = self.until.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "halted": halted,
                "reason": reason,
            }
        )
        if until is not UNSET:
            field_dict["until"] = until

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        halted = d.pop("halted")

        reason = d.pop("reason")

        _until = d.pop("until", UNSET)
        until: datetime.datetime | Unset
        if isinstance(_until, Unset):
            until = UNSET
        else:
            until = datetime.datetime.fromisoformat(_until)

        new_halt = cls(
            scope=scope,
            halted=halted,
            reason=reason,
            until=until,
        )

        return new_halt
