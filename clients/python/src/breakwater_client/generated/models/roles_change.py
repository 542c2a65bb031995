from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.roles_change_roles_item import RolesChangeRolesItem


T = TypeVar("T", bound="RolesChange")


@_attrs_define
class RolesChange:
    """
    Attributes:
        roles (list[RolesChangeRolesItem]):
    """

    roles: list[RolesChangeRolesItem]

    def to_dict(self) -> dict[str, Any]:
        roles = []
        for roles_item_data in self.roles:
            roles_item = roles_item_data.to_dict()
            roles.append(roles_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "roles": roles,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.roles_change_roles_item import RolesChangeRolesItem

        d = dict(src_dict)
        roles = []
        _roles = d.pop("roles")
        for roles_item_data in _roles:
            roles_item = RolesChangeRolesItem.from_dict(roles_item_data)

            roles.append(roles_item)

        roles_change = cls(
            roles=roles,
        )

        return roles_change
