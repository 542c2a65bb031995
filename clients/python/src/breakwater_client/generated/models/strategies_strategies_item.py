from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="StrategiesStrategiesItem")


@_attrs_define
class StrategiesStrategiesItem:
    """
    Attributes:
        strategy (str):
        accounts (list[str] | None): Null is all
        symbols (list[str] | None): Null is all
        capital (float | None): Dollars; null: none was given
    """

    strategy: str
    accounts: list[str] | None
    symbols: list[str] | None
    capital: float | None

    def to_dict(self) -> dict[str, Any]:
        strategy = self.strategy

        accounts: list[str] | None
        if isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        symbols: list[str] | None
        if isinstance(self.symbols, list):
            symbols = self.symbols

        else:
            symbols = self.symbols

        capital: float | None
        capital = self.capital

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "strategy": strategy,
                "accounts": accounts,
                "symbols": symbols,
                "capital": capital,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        strategy = d.pop("strategy")

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

        def _parse_symbols(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                symbols_type_0 = cast(list[str], data)

                return symbols_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        symbols = _parse_symbols(d.pop("symbols"))

        def _parse_capital(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        capital = _parse_capital(d.pop("capital"))

        strategies_strategies_item = cls(
            strategy=strategy,
            accounts=accounts,
            symbols=symbols,
            capital=capital,
        )

        return strategies_strategies_item
