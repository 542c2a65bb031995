from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.order_status import OrderStatus, check_order_status
from ..models.order_type import OrderType, check_order_type
from ..models.side import Side, check_side

T = TypeVar("T", bound="OrderUpdateMessageData")


@_attrs_define
class OrderUpdateMessageData:
    """
    Attributes:
        order_id (str):
        client_order_id (str):
        symbol (str):
        side (Side):
        order_type (OrderType):
        quantity (float):
        price (float | None):
        status (OrderStatus):
        filled_quantity (float):
        leaves_quantity (float):
        reason (str):
        updated_at (datetime.datetime):
    """

    order_id: str
    client_order_id: str
    symbol: str
    side: Side
    order_type: OrderType
    quantity: float
    price: float | None
    status: OrderStatus
    filled_quantity: float
    leaves_quantity: float
    reason: str
    updated_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        client_order_id = self.client_order_id

        symbol = self.symbol

        side: str = self.side

        order_type: str = self.order_type

        quantity = self.quantity

        price: float | None
        price = self.price

        status: str = self.status

        filled_quantity = self.filled_quantity

        leaves_quantity = self.leaves_quantity

        reason = self.reason

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order_id": order_id,
                "client_order_id": client_order_id,
                "symbol": symbol,
                "side": side,
                "order_type": order_type,
                "quantity": quantity,
                "price": price,
                "status": status,
                "filled_quantity": filled_quantity,
                "leaves_quantity": leaves_quantity,
                "reason": reason,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        order_id = d.pop("order_id")

        client_order_id = d.pop("client_order_id")

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        order_type = check_order_type(d.pop("order_type"))

        quantity = d.pop("quantity")

        def _parse_price(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        price = _parse_price(d.pop("price"))

        status = check_order_status(d.pop("status"))

        filled_quantity = d.pop("filled_quantity")

        leaves_quantity = d.pop("leaves_quantity")

        reason = d.pop("reason")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        order_update_message_data = cls(
            order_id=order_id,
            client_order_id=client_order_id,
            symbol=symbol,
            side=side,
            order_type=order_type,
            quantity=quantity,
            price=price,
            status=status,
            filled_quantity=filled_quantity,
            leaves_quantity=leaves_quantity,
            reason=reason,
            updated_at=updated_at,
        )

        return order_update_message_data
