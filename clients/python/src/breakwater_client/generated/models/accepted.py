from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.order_status import OrderStatus, check_order_status

if TYPE_CHECKING:
    from ..models.accepted_order import AcceptedOrder


T = TypeVar("T", bound="Accepted")


@_attrs_define
class Accepted:
    """
    Attributes:
        order_id (str):
        client_order_id (str):
        decision_id (str):
        status (OrderStatus):
        order (AcceptedOrder):
    """

    order_id: str
    client_order_id: str
    decision_id: str
    status: OrderStatus
    order: AcceptedOrder

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        client_order_id = self.client_order_id

        decision_id = self.decision_id

        status: str = self.status

        order = self.order.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order_id": order_id,
                "client_order_id": client_order_id,
                "decision_id": decision_id,
                "status": status,
                "order": order,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.accepted_order import AcceptedOrder

        d = dict(src_dict)
        order_id = d.pop("order_id")

        client_order_id = d.pop("client_order_id")

        decision_id = d.pop("decision_id")

        status = check_order_status(d.pop("status"))

        order = AcceptedOrder.from_dict(d.pop("order"))

        accepted = cls(
            order_id=order_id,
            client_order_id=client_order_id,
            decision_id=decision_id,
            status=status,
            order=order,
        )

        return accepted
