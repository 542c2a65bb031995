from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.problem_order_status import ProblemOrderStatus, check_problem_order_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.problem_violations_item import ProblemViolationsItem


T = TypeVar("T", bound="Problem")


@_attrs_define
class Problem:
    """RFC 9457 problem details

    Attributes:
        type_ (str): A URN made of the code
        title (str):
        status (int):
        detail (str): What is wrong and what to do, for people
        code (str): Stable; docs/reason-codes.md explains each
        decision_id (None | str): The decision behind a refusal; null when there is none
        violations (list[ProblemViolationsItem]): Every bad field, or every reason that speaks against the order
        order_id (str | Unset):
        client_order_id (str | Unset):
        orders_canceling (int | Unset): Of a trip in a scope that was open already: how many orders are being canceled
        order_status (ProblemOrderStatus | Unset): Of an order that is final
        reason (str | Unset): Of an order that is final: why it ended
    """

    type_: str
    title: str
    status: int
    detail: str
    code: str
    decision_id: None | str
    violations: list[ProblemViolationsItem]
    order_id: str | Unset = UNSET
    client_order_id: str | Unset = UNSET
    orders_canceling: int | Unset = UNSET
    order_status: ProblemOrderStatus | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        status = self.status

        detail = self.detail

        code = self.code

        decision_id: None | str
        decision_id = self.decision_id

        violations = []
        for violations_item_data in self.violations:
            violations_item = violations_item_data.to_dict()
            violations.append(violations_item)

        order_id = self.order_id

        client_order_id = self.client_order_id

        orders_canceling = self.orders_canceling

        order_status: str | Unset = UNSET
        if not isinstance(self.order_status, Unset):
            order_status = self.order_status

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
                "title": title,
                "status": status,
                "detail": detail,
                "code": code,
                "decision_id": decision_id,
                "violations": violations,
            }
        )
        if order_id is not UNSET:
            field_dict["order_id"] = order_id
        if client_order_id is not UNSET:
            field_dict["client_order_id"] = client_order_id
        if orders_canceling is not UNSET:
            field_dict["orders_canceling"] = orders_canceling
        if order_status is not UNSET:
            field_dict["order_status"] = order_status
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.problem_violations_item import ProblemViolationsItem

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = d.pop("status")

        detail = d.pop("detail")

        code = d.pop("code")

        def _parse_decision_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decision_id = _parse_decision_id(d.pop("decision_id"))

        violations = []
        _violations = d.pop("violations")
        for violations_item_data in _violations:
            violations_item = ProblemViolationsItem.from_dict(violations_item_data)

            violations.append(violations_item)

        order_id = d.pop("order_id", UNSET)

        client_order_id = d.pop("client_order_id", UNSET)

        orders_canceling = d.pop("orders_canceling", UNSET)

        _order_status = d.pop("order_status", UNSET)
        order_status: ProblemOrderStatus | Unset
        if isinstance(_order_status, Unset):
            order_status = UNSET
        else:
            order_status = check_problem_order_status(_order_status)

        reason = d.pop("reason", UNSET)

        problem = cls(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            code=code,
            decision_id=decision_id,
            violations=violations,
            order_id=order_id,
            client_order_id=client_order_id,
            orders_canceling=orders_canceling,
            order_status=order_status,
            reason=reason,
        )

        return problem
