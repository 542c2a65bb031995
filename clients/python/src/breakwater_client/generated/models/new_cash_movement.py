from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_cash_movement_what import (
    NewCashMovementWhat,
    check_new_cash_movement_what,
)

T = TypeVar("T", bound="NewCashMovement")


@_attrs_define
class NewCashMovement:
    """
    Attributes:
        what (NewCashMovementWhat):
        amount (float | str): A number or a decimal string such as "1000.00", with at most 6 decimals
        reason (str):
    """

    what: NewCashMovementWhat
    amount: float | str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        what: str = self.what

        amount: float | str
        amount = self.amount

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "what": what,
                "amount": amount,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        what = check_new_cash_movement_what(d.pop("what"))

        def _parse_amount(data: object) -> float | str:
            return cast(float | str, data)

        amount = _parse_amount(d.pop("amount"))

        reason = d.pop("reason")

        new_cash_movement = cls(
            what=what,
            amount=amount,
            reason=reason,
        )

        return new_cash_movement
