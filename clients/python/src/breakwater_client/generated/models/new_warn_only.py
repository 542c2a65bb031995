from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.new_warn_only_code import NewWarnOnlyCode, check_new_warn_only_code
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewWarnOnly")


@_attrs_define
class NewWarnOnly:
    """
    Attributes:
        code (NewWarnOnlyCode):
        reason (str):
        scope (str | Unset):
    """

    code: NewWarnOnlyCode
    reason: str
    scope: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        code: str = self.code

        reason = self.reason

        scope = self.scope

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "reason": reason,
            }
        )
        if scope is not UNSET:
            field_dict["scope"] = scope

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = check_new_warn_only_code(d.pop("code"))

        reason = d.pop("reason")

        scope = d.pop("scope", UNSET)

        new_warn_only = cls(
            code=code,
            reason=reason,
            scope=scope,
        )

        return new_warn_only
