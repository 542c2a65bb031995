from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_user_roles_item_role import (
    NewUserRolesItemRole,
    check_new_user_roles_item_role,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewUserRolesItem")


@_attrs_define
class NewUserRolesItem:
    """
    Attributes:
        role (NewUserRolesItemRole):
        accounts (list[str] | None | Unset): null is all accounts
    """

    role: NewUserRolesItemRole
    accounts: list[str] | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        role: str = self.role

        accounts: list[str] | None | Unset
        if isinstance(self.accounts, Unset):
            accounts = UNSET
        elif isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "role": role,
            }
        )
        if accounts is not UNSET:
            field_dict["accounts"] = accounts

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        role = check_new_user_roles_item_role(d.pop("role"))

        def _parse_accounts(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                accounts_type_0 = cast(list[str], data)

                return accounts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        accounts = _parse_accounts(d.pop("accounts", UNSET))

        new_user_roles_item = cls(
            role=role,
            accounts=accounts,
        )

        return new_user_roles_item
