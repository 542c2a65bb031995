from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.order_status import OrderStatus, check_order_status

T = TypeVar("T", bound="Cancel")


@_attrs_define
class Cancel:
    """
    Attributes:
        order_id (str):
        status (OrderStatus):
        cancel_requested (bool):
    """

    order_id: str
    status: OrderStatus
    cancel_requested: bool

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        status: str = self.status

        cancel_requested = self.cancel_requested

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order_id": order_id,
                "status": status,
                "cancel_requested": cancel_requested,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        order_id = d.pop("order_id")

        status = check_order_status(d.pop("status"))

        cancel_requested = d.pop("cancel_requested")

        cancel = cls(
            order_id=order_id,
            status=status,
            cancel_requested=cancel_requested,
        )

        return cancel
