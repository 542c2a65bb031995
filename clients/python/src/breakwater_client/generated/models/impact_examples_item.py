from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.side import Side, check_side

T = TypeVar("T", bound="ImpactExamplesItem")


@_attrs_define
class ImpactExamplesItem:
    """
    Attributes:
        decision_id (str):
        symbol (str):
        side (Side):
        quantity (float):
        decided_at (datetime.datetime):
        code_then (None | str):
        code_now (None | str):
    """

    decision_id: str
    symbol: str
    side: Side
    quantity: float
    decided_at: datetime.datetime
    code_then: None | str
    code_now: None | str

    def to_dict(self) -> dict[str, Any]:
        decision_id = self.decision_id

        symbol = self.symbol

        side: str = self.side

        quantity = self.quantity

        decided_at = self.decided_at.isoformat()

        code_then: None | str
        code_then = self.code_then

        code_now: None | str
        code_now = self.code_now

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision_id": decision_id,
                "symbol": symbol,
                "side": side,
                "quantity": quantity,
                "decided_at": decided_at,
                "code_then": code_then,
                "code_now": code_now,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        decision_id = d.pop("decision_id")

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        quantity = d.pop("quantity")

        decided_at = datetime.datetime.fromisoformat(d.pop("decided_at"))

        def _parse_code_then(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code_then = _parse_code_then(d.pop("code_then"))

        def _parse_code_now(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code_now = _parse_code_now(d.pop("code_now"))

        impact_examples_item = cls(
            decision_id=decision_id,
            symbol=symbol,
            side=side,
            quantity=quantity,
            decided_at=decided_at,
            code_then=code_then,
            code_now=code_now,
        )

        return impact_examples_item
