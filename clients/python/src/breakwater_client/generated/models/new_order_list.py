from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.new_order import NewOrder


T = TypeVar("T", bound="NewOrderList")


@_attrs_define
class NewOrderList:
    """
    Attributes:
        orders (list[NewOrder]): Of one account, each with a client_order_id of its own; judged in this order
    """

    orders: list[NewOrder]

    def to_dict(self) -> dict[str, Any]:
        orders = []
        for orders_item_data in self.orders:
            orders_item = orders_item_data.to_dict()
            orders.append(orders_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "orders": orders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.new_order import NewOrder

        d = dict(src_dict)
        orders = []
        _orders = d.pop("orders")
        for orders_item_data in _orders:
            orders_item = NewOrder.from_dict(orders_item_data)

            orders.append(orders_item)

        new_order_list = cls(
            orders=orders,
        )

        return new_order_list
