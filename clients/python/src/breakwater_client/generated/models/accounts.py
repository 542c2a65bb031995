from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.account import Account


T = TypeVar("T", bound="Accounts")


@_attrs_define
class Accounts:
    """
    Attributes:
        accounts (list[Account]):
        open_orders (float):
    """

    accounts: list[Account]
    open_orders: float

    def to_dict(self) -> dict[str, Any]:
        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        open_orders = self.open_orders

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accounts": accounts,
                "open_orders": open_orders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account import Account

        d = dict(src_dict)
        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = Account.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        open_orders = d.pop("open_orders")

        accounts = cls(
            accounts=accounts,
            open_orders=open_orders,
        )

        return accounts
