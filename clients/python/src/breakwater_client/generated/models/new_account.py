from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewAccount")


@_attrs_define
class NewAccount:
    """
    Attributes:
        account (str):
        cash (float | str): A number or a decimal string such as "1000.00", with at most 6 decimals
        reason (str):
        locked (bool | Unset):
    """

    account: str
    cash: float | str
    reason: str
    locked: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        cash: float | str
        cash = self.cash

        reason = self.reason

        locked = self.locked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "cash": cash,
                "reason": reason,
            }
        )
        if locked is not UNSET:
            field_dict["locked"] = locked

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        def _parse_cash(data: object) -> float | str:
            return cast(float | str, data)

        cash = _parse_cash(d.pop("cash"))

        reason = d.pop("reason")

        locked = d.pop("locked", UNSET)

        new_account = cls(
            account=account,
            cash=cash,
            reason=reason,
            locked=locked,
        )

        return new_account
