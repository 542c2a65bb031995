from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AccountOpened")


@_attrs_define
class AccountOpened:
    """
    Attributes:
        account (str):
        cash (float):
        locked (bool):
    """

    account: str
    cash: float
    locked: bool

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        cash = self.cash

        locked = self.locked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "cash": cash,
                "locked": locked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        cash = d.pop("cash")

        locked = d.pop("locked")

        account_opened = cls(
            account=account,
            cash=cash,
            locked=locked,
        )

        return account_opened
