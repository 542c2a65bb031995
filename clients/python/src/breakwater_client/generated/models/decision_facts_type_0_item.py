from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="DecisionFactsType0Item")


@_attrs_define
class DecisionFactsType0Item:
    """
    Attributes:
        name (str):
        meaning (str):
        unit (str):
        value (bool | float | str):
    """

    name: str
    meaning: str
    unit: str
    value: bool | float | str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        meaning = self.meaning

        unit = self.unit

        value: bool | float | str
        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "meaning": meaning,
                "unit": unit,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        meaning = d.pop("meaning")

        unit = d.pop("unit")

        def _parse_value(data: object) -> bool | float | str:
            return cast(bool | float | str, data)

        value = _parse_value(d.pop("value"))

        decision_facts_type_0_item = cls(
            name=name,
            meaning=meaning,
            unit=unit,
            value=value,
        )

        return decision_facts_type_0_item
