from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.check_state import CheckState
    from ..models.violation import Violation


T = TypeVar("T", bound="Check")


@_attrs_define
class Check:
    """
    Attributes:
        accepted (bool):
        violations (list[Violation]):
        waived (list[Violation]):
        check_price (float):
        notional (float):
        max_quantity (float):
        config_version (float):
        rules_hash (str):
        state (CheckState):
    """

    accepted: bool
    violations: list[Violation]
    waived: list[Violation]
    check_price: float
    notional: float
    max_quantity: float
    config_version: float
    rules_hash: str
    state: CheckState

    def to_dict(self) -> dict[str, Any]:
        accepted = self.accepted

        violations = []
        for violations_item_data in self.violations:
            violations_item = violations_item_data.to_dict()
            violations.append(violations_item)

        waived = []
        for waived_item_data in self.waived:
            waived_item = waived_item_data.to_dict()
            waived.append(waived_item)

        check_price = self.check_price

        notional = self.notional

        max_quantity = self.max_quantity

        config_version = self.config_version

        rules_hash = self.rules_hash

        state = self.state.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "accepted": accepted,
                "violations": violations,
                "waived": waived,
                "check_price": check_price,
                "notional": notional,
                "max_quantity": max_quantity,
                "config_version": config_version,
                "rules_hash": rules_hash,
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.check_state import CheckState
        from ..models.violation import Violation

        d = dict(src_dict)
        accepted = d.pop("accepted")

        violations = []
        _violations = d.pop("violations")
        for violations_item_data in _violations:
            violations_item = Violation.from_dict(violations_item_data)

            violations.append(violations_item)

        waived = []
        _waived = d.pop("waived")
        for waived_item_data in _waived:
            waived_item = Violation.from_dict(waived_item_data)

            waived.append(waived_item)

        check_price = d.pop("check_price")

        notional = d.pop("notional")

        max_quantity = d.pop("max_quantity")

        config_version = d.pop("config_version")

        rules_hash = d.pop("rules_hash")

        state = CheckState.from_dict(d.pop("state"))

        check = cls(
            accepted=accepted,
            violations=violations,
            waived=waived,
            check_price=check_price,
            notional=notional,
            max_quantity=max_quantity,
            config_version=config_version,
            rules_hash=rules_hash,
            state=state,
        )

        return check
