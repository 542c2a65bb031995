from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.rule import Rule


T = TypeVar("T", bound="Rules")


@_attrs_define
class Rules:
    """
    Attributes:
        config_version (float):
        rules_hash (str):
        rules (list[Rule]):
    """

    config_version: float
    rules_hash: str
    rules: list[Rule]

    def to_dict(self) -> dict[str, Any]:
        config_version = self.config_version

        rules_hash = self.rules_hash

        rules = []
        for rules_item_data in self.rules:
            rules_item = rules_item_data.to_dict()
            rules.append(rules_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "config_version": config_version,
                "rules_hash": rules_hash,
                "rules": rules,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rule import Rule

        d = dict(src_dict)
        config_version = d.pop("config_version")

        rules_hash = d.pop("rules_hash")

        rules = []
        _rules = d.pop("rules")
        for rules_item_data in _rules:
            rules_item = Rule.from_dict(rules_item_data)

            rules.append(rules_item)

        rules = cls(
            config_version=config_version,
            rules_hash=rules_hash,
            rules=rules,
        )

        return rules
