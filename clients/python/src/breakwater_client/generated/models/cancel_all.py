from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CancelAll")


@_attrs_define
class CancelAll:
    """
    Attributes:
        orders (list[str]):
        cancel_requested (float):
    """

    orders: list[str]
    cancel_requested: float

    def to_dict(self) -> dict[str, Any]:
        orders = self.orders

        cancel_requested = self.cancel_requested

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "orders": orders,
                "cancel_requested": cancel_requested,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        orders = cast(list[str], d.pop("orders"))

        cancel_requested = d.pop("cancel_requested")

        cancel_all = cls(
            orders=orders,
            cancel_requested=cancel_requested,
        )

        return cancel_all
