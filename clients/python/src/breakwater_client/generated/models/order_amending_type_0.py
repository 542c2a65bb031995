from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="OrderAmendingType0")


@_attrs_define
class OrderAmendingType0:
    """
    Attributes:
        decision_id (str):
        quantity (float):
        price (float | None):
    """

    decision_id: str
    quantity: float
    price: float | None

    def to_dict(self) -> dict[str, Any]:
        decision_id = self.decision_id

        quantity = self.quantity

        price: float | None
        price = self.price

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision_id": decision_id,
                "quantity": quantity,
                "price": price,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        decision_id = d.pop("decision_id")

        quantity = d.pop("quantity")

        def _parse_price(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        price = _parse_price(d.pop("price"))

        order_amending_type_0 = cls(
            decision_id=decision_id,
            quantity=quantity,
            price=price,
        )

        return order_amending_type_0
