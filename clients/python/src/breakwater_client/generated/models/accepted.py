from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.order_status import OrderStatus, check_order_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.accepted_order import AcceptedOrder
    from ..models.violation import Violation


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
        warnings (list[Violation] | Unset): What it breaks where that only warns, and limits that it came near to; not
            there when there are none
    """

    order_id: str
    client_order_id: str
    decision_id: str
    status: OrderStatus
    order: AcceptedOrder
    warnings: list[Violation] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        order_id = self.order_id

        client_order_id = self.client_order_id

        decision_id = self.decision_id

        status: str = self.status

        order = self.order.to_dict()

        warnings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.warnings, Unset):
            warnings = []
            for warnings_item_data in self.warnings:
                warnings_item = warnings_item_data.to_dict()
                warnings.append(warnings_item)

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
        if warnings is not UNSET:
            field_dict["warnings"] = warnings

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.accepted_order import AcceptedOrder
        from ..models.violation import Violation

        d = dict(src_dict)
        order_id = d.pop("order_id")

        client_order_id = d.pop("client_order_id")

        decision_id = d.pop("decision_id")

        status = check_order_status(d.pop("status"))

        order = AcceptedOrder.from_dict(d.pop("order"))

        _warnings = d.pop("warnings", UNSET)
        warnings: list[Violation] | Unset = UNSET
        if _warnings is not UNSET:
            warnings = []
            for warnings_item_data in _warnings:
                warnings_item = Violation.from_dict(warnings_item_data)

                warnings.append(warnings_item)

        accepted = cls(
            order_id=order_id,
            client_order_id=client_order_id,
            decision_id=decision_id,
            status=status,
            order=order,
            warnings=warnings,
        )

        return accepted
