from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.decision_facts_type_0_item import DecisionFactsType0Item
    from ..models.decision_request import DecisionRequest
    from ..models.decision_state import DecisionState
    from ..models.limits import Limits
    from ..models.position_limit import PositionLimit
    from ..models.rule_result import RuleResult
    from ..models.violation import Violation


T = TypeVar("T", bound="Decision")


@_attrs_define
class Decision:
    """
    Attributes:
        decision_id (str):
        order_id (str):
        account (str):
        client_order_id (str):
        request (DecisionRequest):
        state (DecisionState):
        config_version (float):
        accepted (bool):
        violations (list[Violation]):
        waived (list[Violation]):
        decided_at (datetime.datetime):
        rules (list[RuleResult] | None):
        rules_hash (None | str):
        limits (Limits | None):
        position_limit (None | PositionLimit):
        facts (list[DecisionFactsType0Item] | None):
    """

    decision_id: str
    order_id: str
    account: str
    client_order_id: str
    request: DecisionRequest
    state: DecisionState
    config_version: float
    accepted: bool
    violations: list[Violation]
    waived: list[Violation]
    decided_at: datetime.datetime
    rules: list[RuleResult] | None
    rules_hash: None | str
    limits: Limits | None
    position_limit: None | PositionLimit
    facts: list[DecisionFactsType0Item] | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.limits import Limits
        from ..models.position_limit import PositionLimit

        decision_id = self.decision_id

        order_id = self.order_id

        account = self.account

        client_order_id = self.client_order_id

        request = self.request.to_dict()

        state = self.state.to_dict()

        config_version = self.config_version

        accepted = self.accepted

        violations = []
        for violations_item_data in self.violations:
            violations_item = violations_item_data.to_dict()
            violations.append(violations_item)

        waived = []
        for waived_item_data in self.waived:
            waived_item = waived_item_data.to_dict()
            waived.append(waived_item)

        decided_at = self.decided_at.isoformat()

        rules: list[dict[str, Any]] | None
        if isinstance(self.rules, list):
            rules = []
            for rules_type_0_item_data in self.rules:
                rules_type_0_item = rules_type_0_item_data.to_dict()
                rules.append(rules_type_0_item)

        else:
            rules = self.rules

        rules_hash: None | str
        rules_hash = self.rules_hash

        limits: dict[str, Any] | None
        if isinstance(self.limits, Limits):
            limits = self.limits.to_dict()
        else:
            limits = self.limits

        position_limit: dict[str, Any] | None
        if isinstance(self.position_limit, PositionLimit):
            position_limit = self.position_limit.to_dict()
        else:
            position_limit = self.position_limit

        facts: list[dict[str, Any]] | None
        if isinstance(self.facts, list):
            facts = []
            for facts_type_0_item_data in self.facts:
                facts_type_0_item = facts_type_0_item_data.to_dict()
                facts.append(facts_type_0_item)

        else:
            facts = self.facts

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision_id": decision_id,
                "order_id": order_id,
                "account": account,
                "client_order_id": client_order_id,
                "request": request,
                "state": state,
                "config_version": config_version,
                "accepted": accepted,
                "violations": violations,
                "waived": waived,
                "decided_at": decided_at,
                "rules": rules,
                "rules_hash": rules_hash,
                "limits": limits,
                "position_limit": position_limit,
                "facts": facts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.decision_facts_type_0_item import DecisionFactsType0Item
        from ..models.decision_request import DecisionRequest
        from ..models.decision_state import DecisionState
        from ..models.limits import Limits
        from ..models.position_limit import PositionLimit
        from ..models.rule_result import RuleResult
        from ..models.violation import Violation

        d = dict(src_dict)
        decision_id = d.pop("decision_id")

        order_id = d.pop("order_id")

        account = d.pop("account")

        client_order_id = d.pop("client_order_id")

        request = DecisionRequest.from_dict(d.pop("request"))

        state = DecisionState.from_dict(d.pop("state"))

        config_version = d.pop("config_version")

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

        decided_at = datetime.datetime.fromisoformat(d.pop("decided_at"))

        def _parse_rules(data: object) -> list[RuleResult] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                rules_type_0 = []
                _rules_type_0 = data
                for rules_type_0_item_data in _rules_type_0:
                    rules_type_0_item = RuleResult.from_dict(rules_type_0_item_data)

                    rules_type_0.append(rules_type_0_item)

                return rules_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[RuleResult] | None, data)

        rules = _parse_rules(d.pop("rules"))

        def _parse_rules_hash(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        rules_hash = _parse_rules_hash(d.pop("rules_hash"))

        def _parse_limits(data: object) -> Limits | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                limits_type_0 = Limits.from_dict(data)

                return limits_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Limits | None, data)

        limits = _parse_limits(d.pop("limits"))

        def _parse_position_limit(data: object) -> None | PositionLimit:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                position_limit_type_0 = PositionLimit.from_dict(data)

                return position_limit_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PositionLimit, data)

        position_limit = _parse_position_limit(d.pop("position_limit"))

        def _parse_facts(data: object) -> list[DecisionFactsType0Item] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                facts_type_0 = []
                _facts_type_0 = data
                for facts_type_0_item_data in _facts_type_0:
                    facts_type_0_item = DecisionFactsType0Item.from_dict(facts_type_0_item_data)

                    facts_type_0.append(facts_type_0_item)

                return facts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[DecisionFactsType0Item] | None, data)

        facts = _parse_facts(d.pop("facts"))

        decision = cls(
            decision_id=decision_id,
            order_id=order_id,
            account=account,
            client_order_id=client_order_id,
            request=request,
            state=state,
            config_version=config_version,
            accepted=accepted,
            violations=violations,
            waived=waived,
            decided_at=decided_at,
            rules=rules,
            rules_hash=rules_hash,
            limits=limits,
            position_limit=position_limit,
            facts=facts,
        )

        return decision
