from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

if TYPE_CHECKING:
    from ..models.rule_cases_item import RuleCasesItem
    from ..models.rule_facts_item import RuleFactsItem
    from ..models.rule_parameters import RuleParameters


T = TypeVar("T", bound="Rule")


@_attrs_define
class Rule:
    """
    Attributes:
        id (str):
        version (float):
        title (str):
        reason_code (str):
        severity (Severity):
        in_words (str):
        priority (float):
        message (str):
        parameters (RuleParameters):
        conditions (Any):
        facts (list[RuleFactsItem]):
        cases (list[RuleCasesItem]):
    """

    id: str
    version: float
    title: str
    reason_code: str
    severity: Severity
    in_words: str
    priority: float
    message: str
    parameters: RuleParameters
    conditions: Any
    facts: list[RuleFactsItem]
    cases: list[RuleCasesItem]

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        version = self.version

        title = self.title

        reason_code = self.reason_code

        severity: str = self.severity

        in_words = self.in_words

        priority = self.priority

        message = self.message

        parameters = self.parameters.to_dict()

        conditions = self.conditions

        facts = []
        for facts_item_data in self.facts:
            facts_item = facts_item_data.to_dict()
            facts.append(facts_item)

        cases = []
        for cases_item_data in self.cases:
            cases_item = cases_item_data.to_dict()
            cases.append(cases_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "version": version,
                "title": title,
                "reason_code": reason_code,
                "severity": severity,
                "in_words": in_words,
                "priority": priority,
                "message": message,
                "parameters": parameters,
                "conditions": conditions,
                "facts": facts,
                "cases": cases,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rule_cases_item import RuleCasesItem
        from ..models.rule_facts_item import RuleFactsItem
        from ..models.rule_parameters import RuleParameters

        d = dict(src_dict)
        id = d.pop("id")

        version = d.pop("version")

        title = d.pop("title")

        reason_code = d.pop("reason_code")

        severity = check_severity(d.pop("severity"))

        in_words = d.pop("in_words")

        priority = d.pop("priority")

        message = d.pop("message")

        parameters = RuleParameters.from_dict(d.pop("parameters"))

        conditions = d.pop("conditions")

        facts = []
        _facts = d.pop("facts")
        for facts_item_data in _facts:
            facts_item = RuleFactsItem.from_dict(facts_item_data)

            facts.append(facts_item)

        cases = []
        _cases = d.pop("cases")
        for cases_item_data in _cases:
            cases_item = RuleCasesItem.from_dict(cases_item_data)

            cases.append(cases_item)

        rule = cls(
            id=id,
            version=version,
            title=title,
            reason_code=reason_code,
            severity=severity,
            in_words=in_words,
            priority=priority,
            message=message,
            parameters=parameters,
            conditions=conditions,
            facts=facts,
            cases=cases,
        )

        return rule
