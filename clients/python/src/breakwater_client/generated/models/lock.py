from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Lock")


@_attrs_define
class Lock:
    """
    Attributes:
        scope (str):
        locked (bool):
        changed (bool):
    """

    scope: str
    locked: bool
    changed: bool

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        locked = self.locked

        changed = self.changed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "locked": locked,
                "changed": changed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        locked = d.pop("locked")

        changed = d.pop("changed")

        lock = cls(
            scope=scope,
            locked=locked,
            changed=changed,
        )

        return lock
