from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.rule_cases_item_facts import RuleCasesItemFacts


T = TypeVar("T", bound="RuleCasesItem")


@_attrs_define
class RuleCasesItem:
    """
    Attributes:
        name (str):
        facts (RuleCasesItemFacts):
        should_refuse (bool):
        did_refuse (bool):
        message (None | str):
        passed (bool):
    """

    name: str
    facts: RuleCasesItemFacts
    should_refuse: bool
    did_refuse: bool
    message: None | str
    passed: bool

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        facts = self.facts.to_dict()

        should_refuse = self.should_refuse

        did_refuse = self.did_refuse

        message: None | str
        message = self.message

        passed = self.passed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "facts": facts,
                "should_refuse": should_refuse,
                "did_refuse": did_refuse,
                "message": message,
                "passed": passed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rule_cases_item_facts import RuleCasesItemFacts

        d = dict(src_dict)
        name = d.pop("name")

        facts = RuleCasesItemFacts.from_dict(d.pop("facts"))

        should_refuse = d.pop("should_refuse")

        did_refuse = d.pop("did_refuse")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        passed = d.pop("passed")

        rule_cases_item = cls(
            name=name,
            facts=facts,
            should_refuse=should_refuse,
            did_refuse=did_refuse,
            message=message,
            passed=passed,
        )

        return rule_cases_item
