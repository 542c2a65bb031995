from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="WarningsWarnOnlyItem")


@_attrs_define
class WarningsWarnOnlyItem:
    """
    Attributes:
        name (str):
        code (str):
        scope (str):
        reason (str):
    """

    name: str
    code: str
    scope: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        code = self.code

        scope = self.scope

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "code": code,
                "scope": scope,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        code = d.pop("code")

        scope = d.pop("scope")

        reason = d.pop("reason")

        warnings_warn_only_item = cls(
            name=name,
            code=code,
            scope=scope,
            reason=reason,
        )

        return warnings_warn_only_item
