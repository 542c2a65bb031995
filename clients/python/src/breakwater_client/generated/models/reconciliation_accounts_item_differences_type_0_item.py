from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.reconciliation_accounts_item_differences_type_0_item_field import (
    ReconciliationAccountsItemDifferencesType0ItemField,
    check_reconciliation_accounts_item_differences_type_0_item_field,
)

T = TypeVar("T", bound="ReconciliationAccountsItemDifferencesType0Item")


@_attrs_define
class ReconciliationAccountsItemDifferencesType0Item:
    """
    Attributes:
        field (ReconciliationAccountsItemDifferencesType0ItemField):
        symbol (None | str):
        ours (float):
        theirs (float):
    """

    field: ReconciliationAccountsItemDifferencesType0ItemField
    symbol: None | str
    ours: float
    theirs: float

    def to_dict(self) -> dict[str, Any]:
        field: str = self.field

        symbol: None | str
        symbol = self.symbol

        ours = self.ours

        theirs = self.theirs

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
                "symbol": symbol,
                "ours": ours,
                "theirs": theirs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        field = check_reconciliation_accounts_item_differences_type_0_item_field(d.pop("field"))

        def _parse_symbol(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        symbol = _parse_symbol(d.pop("symbol"))

        ours = d.pop("ours")

        theirs = d.pop("theirs")

        reconciliation_accounts_item_differences_type_0_item = cls(
            field=field,
            symbol=symbol,
            ours=ours,
            theirs=theirs,
        )

        return reconciliation_accounts_item_differences_type_0_item
