from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewLocate")


@_attrs_define
class NewLocate:
    """
    Attributes:
        account (None | str): Null: of the firm, for all accounts whose `short_locate` is of_firm
        symbol (str):
        quantity (float | str): A number or a decimal string such as "100", with at most 8 decimals
        reason (str):
        lender (str | Unset):
    """

    account: None | str
    symbol: str
    quantity: float | str
    reason: str
    lender: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account: None | str
        account = self.account

        symbol = self.symbol

        quantity: float | str
        quantity = self.quantity

        reason = self.reason

        lender = self.lender

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "symbol": symbol,
                "quantity": quantity,
                "reason": reason,
            }
        )
        if lender is not UNSET:
            field_dict["lender"] = lender

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        symbol = d.pop("symbol")

        def _parse_quantity(data: object) -> float | str:
            return cast(float | str, data)

        quantity = _parse_quantity(d.pop("quantity"))

        reason = d.pop("reason")

        lender = d.pop("lender", UNSET)

        new_locate = cls(
            account=account,
            symbol=symbol,
            quantity=quantity,
            reason=reason,
            lender=lender,
        )

        return new_locate
