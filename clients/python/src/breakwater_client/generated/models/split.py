from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Split")


@_attrs_define
class Split:
    """
    Attributes:
        symbol (str):
        numerator (float):
        denominator (float):
        accounts (float):
    """

    symbol: str
    numerator: float
    denominator: float
    accounts: float

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        numerator = self.numerator

        denominator = self.denominator

        accounts = self.accounts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "numerator": numerator,
                "denominator": denominator,
                "accounts": accounts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        numerator = d.pop("numerator")

        denominator = d.pop("denominator")

        accounts = d.pop("accounts")

        split = cls(
            symbol=symbol,
            numerator=numerator,
            denominator=denominator,
            accounts=accounts,
        )

        return split
