from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="QuotesQuotesItem")


@_attrs_define
class QuotesQuotesItem:
    """
    Attributes:
        symbol (str):
        bid (float | None):
        ask (float | None):
        age_ms (float | None):
    """

    symbol: str
    bid: float | None
    ask: float | None
    age_ms: float | None

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        bid: float | None
        bid = self.bid

        ask: float | None
        ask = self.ask

        age_ms: float | None
        age_ms = self.age_ms

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "bid": bid,
                "ask": ask,
                "age_ms": age_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        def _parse_bid(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        bid = _parse_bid(d.pop("bid"))

        def _parse_ask(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        ask = _parse_ask(d.pop("ask"))

        def _parse_age_ms(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        age_ms = _parse_age_ms(d.pop("age_ms"))

        quotes_quotes_item = cls(
            symbol=symbol,
            bid=bid,
            ask=ask,
            age_ms=age_ms,
        )

        return quotes_quotes_item
