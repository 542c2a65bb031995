from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.account_usage_item_limit_name import (
    AccountUsageItemLimitName,
    check_account_usage_item_limit_name,
)
from ..models.account_usage_item_unit import (
    AccountUsageItemUnit,
    check_account_usage_item_unit,
)

T = TypeVar("T", bound="AccountUsageItem")


@_attrs_define
class AccountUsageItem:
    """
    Attributes:
        limit_name (AccountUsageItemLimitName):
        unit (AccountUsageItemUnit):
        used (float):
        limit (float):
        symbol (None | str):
    """

    limit_name: AccountUsageItemLimitName
    unit: AccountUsageItemUnit
    used: float
    limit: float
    symbol: None | str

    def to_dict(self) -> dict[str, Any]:
        limit_name: str = self.limit_name

        unit: str = self.unit

        used = self.used

        limit = self.limit

        symbol: None | str
        symbol = self.symbol

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limit_name": limit_name,
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
        limit_name = check_account_usage_item_limit_name(d.pop("limit_name"))

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
            unit=unit,
            used=used,
            limit=limit,
            symbol=symbol,
        )

        return account_usage_item
