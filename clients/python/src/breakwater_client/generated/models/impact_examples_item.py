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
        code_in_force (None | str):
        code_proposed (None | str):
    """

    decision_id: str
    symbol: str
    side: Side
    quantity: float
    decided_at: datetime.datetime
    code_in_force: None | str
    code_proposed: None | str

    def to_dict(self) -> dict[str, Any]:
        decision_id = self.decision_id

        symbol = self.symbol

        side: str = self.side

        quantity = self.quantity

        decided_at = self.decided_at.isoformat()

        code_in_force: None | str
        code_in_force = self.code_in_force

        code_proposed: None | str
        code_proposed = self.code_proposed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision_id": decision_id,
                "symbol": symbol,
                "side": side,
                "quantity": quantity,
                "decided_at": decided_at,
                "code_in_force": code_in_force,
                "code_proposed": code_proposed,
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

        def _parse_code_in_force(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code_in_force = _parse_code_in_force(d.pop("code_in_force"))

        def _parse_code_proposed(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code_proposed = _parse_code_proposed(d.pop("code_proposed"))

        impact_examples_item = cls(
            decision_id=decision_id,
            symbol=symbol,
            side=side,
            quantity=quantity,
            decided_at=decided_at,
            code_in_force=code_in_force,
            code_proposed=code_proposed,
        )

        return impact_examples_item
