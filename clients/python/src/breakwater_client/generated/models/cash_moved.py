from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CashMoved")


@_attrs_define
class CashMoved:
    """
    Attributes:
        account (str):
        what (str):
        amount (float):
        reason (str):
    """

    account: str
    what: str
    amount: float
    reason: str

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        what = self.what

        amount = self.amount

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "what": what,
                "amount": amount,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        what = d.pop("what")

        amount = d.pop("amount")

        reason = d.pop("reason")

        cash_moved = cls(
            account=account,
            what=what,
            amount=amount,
            reason=reason,
        )

        return cash_moved
