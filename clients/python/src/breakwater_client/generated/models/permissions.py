from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.permissions_permissions_item import PermissionsPermissionsItem


T = TypeVar("T", bound="Permissions")


@_attrs_define
class Permissions:
    """
    Attributes:
        permissions (list[PermissionsPermissionsItem]):
        version (float):
    """

    permissions: list[PermissionsPermissionsItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        permissions = []
        for permissions_item_data in self.permissions:
            permissions_item = permissions_item_data.to_dict()
            permissions.append(permissions_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "permissions": permissions,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.permissions_permissions_item import PermissionsPermissionsItem

        d = dict(src_dict)
        permissions = []
        _permissions = d.pop("permissions")
        for permissions_item_data in _permissions:
            permissions_item = PermissionsPermissionsItem.from_dict(permissions_item_data)

            permissions.append(permissions_item)

        version = d.pop("version")

        permissions = cls(
            permissions=permissions,
            version=version,
        )

        return permissions
