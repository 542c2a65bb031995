from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.account_usage_item_unit import (
    AccountUsageItemUnit,
    check_account_usage_item_unit,
)

T = TypeVar("T", bound="AccountUsageItem")


@_attrs_define
class AccountUsageItem:
    """
    Attributes:
        limit_name (str):
        words (str): Its name for people
        scope (str): Where it is measured: the account, or its part in a symbol, a sector or a class
        unit (AccountUsageItemUnit):
        used (float):
        limit (float):
        symbol (None | str):
    """

    limit_name: str
    words: str
    scope: str
    unit: AccountUsageItemUnit
    used: float
    limit: float
    symbol: None | str

    def to_dict(self) -> dict[str, Any]:
        limit_name = self.limit_name

        words = self.words

        scope = self.scope

        unit: str = self.unit

        used = self.used

        limit = self.limit

        symbol: None | str
        symbol = self.symbol

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limit_name": limit_name,
                "words": words,
                "scope": scope,
                "unit": unit,
                "used": used,
                "limit": limit,
                "symbol": symbol,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        limit_name = d.pop("limit_name")

        words = d.pop("words")

        scope = d.pop("scope")

        unit = check_account_usage_item_unit(d.pop("unit"))

        used = d.pop("used")

        limit = d.pop("limit")

        def _parse_symbol(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        symbol = _parse_symbol(d.pop("symbol"))

        account_usage_item = cls(
            limit_name=limit_name,
            words=words,
            scope=scope,
            unit=unit,
            used=used,
            limit=limit,
            symbol=symbol,
        )

        return account_usage_item
