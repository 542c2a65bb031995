from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="PermissionsPermissionsItem")


@_attrs_define
class PermissionsPermissionsItem:
    """
    Attributes:
        user (str):
        accounts (list[str] | None): Null is all
        strategies (list[str] | None): Null is all
        symbols (list[str] | None): Null is all
        classes (list[str] | None): Null is all
        order_types (list[str] | None): Null is all
        short (bool):
        extended_hours (bool):
        close_only (bool):
    """

    user: str
    accounts: list[str] | None
    strategies: list[str] | None
    symbols: list[str] | None
    classes: list[str] | None
    order_types: list[str] | None
    short: bool
    extended_hours: bool
    close_only: bool

    def to_dict(self) -> dict[str, Any]:
        user = self.user

        accounts: list[str] | None
        if isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        strategies: list[str] | None
        if isinstance(self.strategies, list):
            strategies = self.strategies

        else:
            strategies = self.strategies

        symbols: list[str] | None
        if isinstance(self.symbols, list):
            symbols = self.symbols

        else:
            symbols = self.symbols

        classes: list[str] | None
        if isinstance(self.classes, list):
            classes = self.classes

        else:
            classes = self.classes

        order_types: list[str] | None
        if isinstance(self.order_types, list):
            order_types = self.order_types

        else:
            order_types = self.order_types

        short = self.short

        extended_hours = self.extended_hours

        close_only = self.close_only

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user": user,
                "accounts": accounts,
                "strategies": strategies,
                "symbols": symbols,
                "classes": classes,
                "order_types": order_types,
                "short": short,
                "extended_hours": extended_hours,
                "close_only": close_only,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        user = d.pop("user")

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

        def _parse_strategies(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                strategies_type_0 = cast(list[str], data)

                return strategies_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        strategies = _parse_strategies(d.pop("strategies"))

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

        def _parse_classes(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                classes_type_0 = cast(list[str], data)

                return classes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        classes = _parse_classes(d.pop("classes"))

        def _parse_order_types(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                order_types_type_0 = cast(list[str], data)

                return order_types_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        order_types = _parse_order_types(d.pop("order_types"))

        short = d.pop("short")

        extended_hours = d.pop("extended_hours")

        close_only = d.pop("close_only")

        permissions_permissions_item = cls(
            user=user,
            accounts=accounts,
            strategies=strategies,
            symbols=symbols,
            classes=classes,
            order_types=order_types,
            short=short,
            extended_hours=extended_hours,
            close_only=close_only,
        )

        return permissions_permissions_item
