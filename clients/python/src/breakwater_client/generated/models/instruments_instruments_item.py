from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.instruments_instruments_item_fields import (
        InstrumentsInstrumentsItemFields,
    )


T = TypeVar("T", bound="InstrumentsInstrumentsItem")


@_attrs_define
class InstrumentsInstrumentsItem:
    """
    Attributes:
        symbol (str):
        fields (InstrumentsInstrumentsItemFields): What is known, by the names that PUT has for it
    """

    symbol: str
    fields: InstrumentsInstrumentsItemFields

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        fields = self.fields.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "fields": fields,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.instruments_instruments_item_fields import (
            InstrumentsInstrumentsItemFields,
        )

        d = dict(src_dict)
        symbol = d.pop("symbol")

        fields = InstrumentsInstrumentsItemFields.from_dict(d.pop("fields"))

        instruments_instruments_item = cls(
            symbol=symbol,
            fields=fields,
        )

        return instruments_instruments_item
