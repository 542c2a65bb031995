from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Halt")


@_attrs_define
class Halt:
    """
    Attributes:
        scope (str):
        halted (bool):
        changed (bool):
    """

    scope: str
    halted: bool
    changed: bool

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        halted = self.halted

        changed = self.changed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "halted": halted,
                "changed": changed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        halted = d.pop("halted")

        changed = d.pop("changed")

        halt = cls(
            scope=scope,
            halted=halted,
            changed=changed,
        )

        return halt
