from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RuleFactsItem")


@_attrs_define
class RuleFactsItem:
    """
    Attributes:
        name (str):
        meaning (str):
        unit (str):
    """

    name: str
    meaning: str
    unit: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        meaning = self.meaning

        unit = self.unit

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "meaning": meaning,
                "unit": unit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        meaning = d.pop("meaning")

        unit = d.pop("unit")

        rule_facts_item = cls(
            name=name,
            meaning=meaning,
            unit=unit,
        )

        return rule_facts_item
