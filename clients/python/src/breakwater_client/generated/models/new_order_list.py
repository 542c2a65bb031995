from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_order import NewOrder


T = TypeVar("T", bound="NewOrderList")


@_attrs_define
class NewOrderList:
    """
    Attributes:
        orders (list[NewOrder]): Of one account, each with a client_order_id of its own; judged in this order
        one_cancels_other (bool | Unset): A fill of one, whole or in part, cancels the others. All of them count until
            then, for two can fill in a race
    """

    orders: list[NewOrder]
    one_cancels_other: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        orders = []
        for orders_item_data in self.orders:
            orders_item = orders_item_data.to_dict()
            orders.append(orders_item)

        one_cancels_other = self.one_cancels_other

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "orders": orders,
            }
        )
        if one_cancels_other is not UNSET:
            field_dict["one_cancels_other"] = one_cancels_other

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

        one_cancels_other = d.pop("one_cancels_other", UNSET)

        new_order_list = cls(
            orders=orders,
            one_cancels_other=one_cancels_other,
        )

        return new_order_list
