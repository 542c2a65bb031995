from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.limit_scopes_scopes_item_limits import LimitScopesScopesItemLimits


T = TypeVar("T", bound="LimitScopesScopesItem")


@_attrs_define
class LimitScopesScopesItem:
    """
    Attributes:
        scope (str):
        limits (LimitScopesScopesItemLimits): By the names that PUT has for them; null is off there
    """

    scope: str
    limits: LimitScopesScopesItemLimits

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        limits = self.limits.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "limits": limits,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.limit_scopes_scopes_item_limits import LimitScopesScopesItemLimits

        d = dict(src_dict)
        scope = d.pop("scope")

        limits = LimitScopesScopesItemLimits.from_dict(d.pop("limits"))

        limit_scopes_scopes_item = cls(
            scope=scope,
            limits=limits,
        )

        return limit_scopes_scopes_item
