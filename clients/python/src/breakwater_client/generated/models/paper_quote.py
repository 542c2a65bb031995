from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PaperQuote")


@_attrs_define
class PaperQuote:
    """
    Attributes:
        symbol (str):
        bid (float):
        ask (float):
        frozen (bool):
    """

    symbol: str
    bid: float
    ask: float
    frozen: bool

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        bid = self.bid

        ask = self.ask

        frozen = self.frozen

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "bid": bid,
                "ask": ask,
                "frozen": frozen,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        bid = d.pop("bid")

        ask = d.pop("ask")

        frozen = d.pop("frozen")

        paper_quote = cls(
            symbol=symbol,
            bid=bid,
            ask=ask,
            frozen=frozen,
        )

        return paper_quote
