from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="Grant")


@_attrs_define
class Grant:
    """
    Attributes:
        role (str):
        accounts (list[str] | None):
    """

    role: str
    accounts: list[str] | None

    def to_dict(self) -> dict[str, Any]:
        role = self.role

        accounts: list[str] | None
        if isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "role": role,
                "accounts": accounts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        role = d.pop("role")

        def _parse_accounts(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                accounts_type_0 = cast(list[str], data)

                return accounts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        accounts = _parse_accounts(d.pop("accounts"))

        grant = cls(
            role=role,
            accounts=accounts,
        )

        return grant
