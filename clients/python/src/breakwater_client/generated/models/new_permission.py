from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.order_type import OrderType, check_order_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewPermission")


@_attrs_define
class NewPermission:
    """
    Attributes:
        accounts (list[str] | None | Unset): Null is all
        strategies (list[str] | None | Unset): Null is all
        symbols (list[str] | None | Unset): Null is all
        classes (list[str] | None | Unset): Null is all
        order_types (list[OrderType] | None | Unset): Null is all
        short (bool | Unset): May sell short
        extended_hours (bool | Unset):
        close_only (bool | Unset):
        reason (str | Unset):
    """

    accounts: list[str] | None | Unset = UNSET
    strategies: list[str] | None | Unset = UNSET
    symbols: list[str] | None | Unset = UNSET
    classes: list[str] | None | Unset = UNSET
    order_types: list[OrderType] | None | Unset = UNSET
    short: bool | Unset = UNSET
    extended_hours: bool | Unset = UNSET
    close_only: bool | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        accounts: list[str] | None | Unset
        if isinstance(self.accounts, Unset):
            accounts = UNSET
        elif isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        strategies: list[str] | None | Unset
        if isinstance(self.strategies, Unset):
            strategies = UNSET
        elif isinstance(self.strategies, list):
            strategies = self.strategies

        else:
            strategies = self.strategies

        symbols: list[str] | None | Unset
        if isinstance(self.symbols, Unset):
            symbols = UNSET
        elif isinstance(self.symbols, list):
            symbols = self.symbols

        else:
            symbols = self.symbols

        classes: list[str] | None | Unset
        if isinstance(self.classes, Unset):
            classes = UNSET
        elif isinstance(self.classes, list):
            classes = self.classes

        else:
            classes = self.classes

        order_types: list[str] | None | Unset
        if isinstance(self.order_types, Unset):
            order_types = UNSET
        elif isinstance(self.order_types, list):
            order_types = []
            for order_types_type_0_item_data in self.order_types:
                order_types_type_0_item: str = order_types_type_0_item_data
                order_types.append(order_types_type_0_item)

        else:
            order_types = self.order_types

        short = self.short

        extended_hours = self.extended_hours

        close_only = self.close_only

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if strategies is not UNSET:
            field_dict["strategies"] = strategies
        if symbols is not UNSET:
            field_dict["symbols"] = symbols
        if classes is not UNSET:
            field_dict["classes"] = classes
        if order_types is not UNSET:
            field_dict["order_types"] = order_types
        if short is not UNSET:
            field_dict["short"] = short
        if extended_hours is not UNSET:
            field_dict["extended_hours"] = extended_hours
        if close_only is not UNSET:
            field_dict["close_only"] = close_only
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

        def _parse_strategies(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                strategies_type_0 = cast(list[str], data)

                return strategies_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        strategies = _parse_strategies(d.pop("strategies", UNSET))

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

        def _parse_classes(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                classes_type_0 = cast(list[str], data)

                return classes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        classes = _parse_classes(d.pop("classes", UNSET))

        def _parse_order_types(data: object) -> list[OrderType] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                order_types_type_0 = []
                _order_types_type_0 = data
                for order_types_type_0_item_data in _order_types_type_0:
                    order_types_type_0_item = check_order_type(order_types_type_0_item_data)

                    order_types_type_0.append(order_types_type_0_item)

                return order_types_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[OrderType] | None | Unset, data)

        order_types = _parse_order_types(d.pop("order_types", UNSET))

        short = d.pop("short", UNSET)

        extended_hours = d.pop("extended_hours", UNSET)

        close_only = d.pop("close_only", UNSET)

        reason = d.pop("reason", UNSET)

        new_permission = cls(
            accounts=accounts,
            strategies=strategies,
            symbols=symbols,
            classes=classes,
            order_types=order_types,
            short=short,
            extended_hours=extended_hours,
            close_only=close_only,
            reason=reason,
        )

        return new_permission
