from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.reconciliation_accounts_item import ReconciliationAccountsItem


T = TypeVar("T", bound="Reconciliation")


@_attrs_define
class Reconciliation:
    """
    Attributes:
        broker (str):
        accounts (list[ReconciliationAccountsItem]): Accounts of a broker beyond this machine; none with the paper
            exchange
    """

    broker: str
    accounts: list[ReconciliationAccountsItem]

    def to_dict(self) -> dict[str, Any]:
        broker = self.broker

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "broker": broker,
                "accounts": accounts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reconciliation_accounts_item import ReconciliationAccountsItem

        d = dict(src_dict)
        broker = d.pop("broker")

        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = ReconciliationAccountsItem.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        reconciliation = cls(
            broker=broker,
            accounts=accounts,
        )

        return reconciliation
