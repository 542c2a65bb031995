from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LocksLocksItem")


@_attrs_define
class LocksLocksItem:
    """
    Attributes:
        scope (str):
        reason (str):
        actor (str):
        locked_at (datetime.datetime):
    """

    scope: str
    reason: str
    actor: str
    locked_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        reason = self.reason

        actor = self.actor

        locked_at = self.locked_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "reason": reason,
                "actor": actor,
                "locked_at": locked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        reason = d.pop("reason")

        actor = d.pop("actor")

        locked_at = datetime.datetime.fromisoformat(d.pop("locked_at"))

        locks_locks_item = cls(
            scope=scope,
            reason=reason,
            actor=actor,
            locked_at=locked_at,
        )

        return locks_locks_item
