from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.order_status import OrderStatus, check_order_status

T = TypeVar("T", bound="Amend")


@_attrs_define
class Amend:
    """
    Attributes:
        order_id (str):
        decision_id (str):
        status (OrderStatus):
        quantity (float):
        price (float | None):
    """

    order_id: str
    decision_id: str
    status: OrderStatus
    quantity: float
    price: float | None

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        decision_id = self.decision_id

        status: str = self.status

        quantity = self.quantity

        price: float | None
        price = self.price

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order_id": order_id,
                "decision_id": decision_id,
                "status": status,
                "quantity": quantity,
                "price": price,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        order_id = d.pop("order_id")

        decision_id = d.pop("decision_id")

        status = check_order_status(d.pop("status"))

        quantity = d.pop("quantity")

        def _parse_price(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        price = _parse_price(d.pop("price"))

        amend = cls(
            order_id=order_id,
            decision_id=decision_id,
            status=status,
            quantity=quantity,
            price=price,
        )

        return amend
