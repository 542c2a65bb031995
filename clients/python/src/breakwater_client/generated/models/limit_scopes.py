from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.limit_scopes_scopes_item import LimitScopesScopesItem


T = TypeVar("T", bound="LimitScopes")


@_attrs_define
class LimitScopes:
    """
    Attributes:
        scopes (list[LimitScopesScopesItem]):
        version (float):
    """

    scopes: list[LimitScopesScopesItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        scopes = []
        for scopes_item_data in self.scopes:
            scopes_item = scopes_item_data.to_dict()
            scopes.append(scopes_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scopes": scopes,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.limit_scopes_scopes_item import LimitScopesScopesItem

        d = dict(src_dict)
        scopes = []
        _scopes = d.pop("scopes")
        for scopes_item_data in _scopes:
            scopes_item = LimitScopesScopesItem.from_dict(scopes_item_data)

            scopes.append(scopes_item)

        version = d.pop("version")

        limit_scopes = cls(
            scopes=scopes,
            version=version,
        )

        return limit_scopes
