from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.accepted import Accepted


T = TypeVar("T", bound="List")


@_attrs_define
class List:
    """
    Attributes:
        list_id (str):
        orders (list[Accepted]):
    """

    list_id: str
    orders: list[Accepted]

    def to_dict(self) -> dict[str, Any]:
        list_id = self.list_id

        orders = []
        for orders_item_data in self.orders:
            orders_item = orders_item_data.to_dict()
            orders.append(orders_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "list_id": list_id,
                "orders": orders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.accepted import Accepted

        d = dict(src_dict)
        list_id = d.pop("list_id")

        orders = []
        _orders = d.pop("orders")
        for orders_item_data in _orders:
            orders_item = Accepted.from_dict(orders_item_data)

            orders.append(orders_item)

        list_ = cls(
            list_id=list_id,
            orders=orders,
        )

        return list_
