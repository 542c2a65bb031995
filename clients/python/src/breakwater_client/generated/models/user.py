from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.grant import Grant


T = TypeVar("T", bound="User")


@_attrs_define
class User:
    """
    Attributes:
        user_id (str):
        name (str):
        roles (list[Grant]):
        disabled (bool):
        created_at (datetime.datetime):
        created_by (str):
        has_password (bool):
        has_totp (bool):
        passkeys (int):
    """

    user_id: str
    name: str
    roles: list[Grant]
    disabled: bool
    created_at: datetime.datetime
    created_by: str
    has_password: bool
    has_totp: bool
    passkeys: int

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        name = self.name

        roles = []
        for roles_item_data in self.roles:
            roles_item = roles_item_data.to_dict()
            roles.append(roles_item)

        disabled = self.disabled

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        has_password = self.has_password

        has_totp = self.has_totp

        passkeys = self.passkeys

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user_id": user_id,
                "name": name,
                "roles": roles,
                "disabled": disabled,
                "created_at": created_at,
                "created_by": created_by,
                "has_password": has_password,
                "has_totp": has_totp,
                "passkeys": passkeys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.grant import Grant

        d = dict(src_dict)
        user_id = d.pop("user_id")

        name = d.pop("name")

        roles = []
        _roles = d.pop("roles")
        for roles_item_data in _roles:
            roles_item = Grant.from_dict(roles_item_data)

            roles.append(roles_item)

        disabled = d.pop("disabled")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        has_password = d.pop("has_password")

        has_totp = d.pop("has_totp")

        passkeys = d.pop("passkeys")

        user = cls(
            user_id=user_id,
            name=name,
            roles=roles,
            disabled=disabled,
            created_at=created_at,
            created_by=created_by,
            has_password=has_password,
            has_totp=has_totp,
            passkeys=passkeys,
        )

        return user
