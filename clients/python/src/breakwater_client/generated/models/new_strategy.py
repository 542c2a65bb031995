from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewStrategy")


@_attrs_define
class NewStrategy:
    """
    Attributes:
        accounts (list[str] | None | Unset): Null is all
        symbols (list[str] | None | Unset): Null is all
        capital (float | None | str | Unset): Dollars that it has as the day begins: what its leverage and drawdown are
            measured on. Null is none
        reason (str | Unset):
    """

    accounts: list[str] | None | Unset = UNSET
    symbols: list[str] | None | Unset = UNSET
    capital: float | None | str | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        accounts: list[str] | None | Unset
        if isinstance(self.accounts, Unset):
            accounts = UNSET
        elif isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        symbols: list[str] | None | Unset
        if isinstance(self.symbols, Unset):
            symbols = UNSET
        elif isinstance(self.symbols, list):
            symbols = self.symbols

        else:
            symbols = self.symbols

        capital: float | None | str | Unset
        if isinstance(self.capital, Unset):
            capital = UNSET
        else:
            capital = self.capital

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if symbols is not UNSET:
            field_dict["symbols"] = symbols
        if capital is not UNSET:
            field_dict["capital"] = capital
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

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

        def _parse_symbols(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                symbols_type_0 = cast(list[str], data)

                return symbols_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        symbols = _parse_symbols(d.pop("symbols", UNSET))

        def _parse_capital(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        capital = _parse_capital(d.pop("capital", UNSET))

        reason = d.pop("reason", UNSET)

        new_strategy = cls(
            accounts=accounts,
            symbols=symbols,
            capital=capital,
            reason=reason,
        )

        return new_strategy
