from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.quotes_quotes_item import QuotesQuotesItem


T = TypeVar("T", bound="Quotes")


@_attrs_define
class Quotes:
    """
    Attributes:
        quotes (list[QuotesQuotesItem]):
    """

    quotes: list[QuotesQuotesItem]

    def to_dict(self) -> dict[str, Any]:
        quotes = []
        for quotes_item_data in self.quotes:
            quotes_item = quotes_item_data.to_dict()
            quotes.append(quotes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "quotes": quotes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.quotes_quotes_item import QuotesQuotesItem

        d = dict(src_dict)
        quotes = []
        _quotes = d.pop("quotes")
        for quotes_item_data in _quotes:
            quotes_item = QuotesQuotesItem.from_dict(quotes_item_data)

            quotes.append(quotes_item)

        quotes = cls(
            quotes=quotes,
        )

        return quotes
