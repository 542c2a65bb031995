from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewPaperQuote")


@_attrs_define
class NewPaperQuote:
    """
    Attributes:
        bid (float | str): A number or a decimal string such as "175.25", with at most 6 decimals
        ask (float | str): A number or a decimal string such as "175.25", with at most 6 decimals
        frozen (bool | Unset):
    """

    bid: float | str
    ask: float | str
    frozen: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        bid: float | str
        bid = self.bid

        ask: float | str
        ask = self.ask

        frozen = self.frozen

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "bid": bid,
                "ask": ask,
            }
        )
        if frozen is not UNSET:
            field_dict["frozen"] = frozen

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_bid(data: object) -> float | str:
            return cast(float | str, data)

        bid = _parse_bid(d.pop("bid"))

        def _parse_ask(data: object) -> float | str:
            return cast(float | str, data)

        ask = _parse_ask(d.pop("ask"))

        frozen = d.pop("frozen", UNSET)

        new_paper_quote = cls(
            bid=bid,
            ask=ask,
            frozen=frozen,
        )

        return new_paper_quote
