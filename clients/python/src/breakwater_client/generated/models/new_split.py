from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NewSplit")


@_attrs_define
class NewSplit:
    """
    Attributes:
        numerator (int):
        denominator (int):
        reason (str):
    """

    numerator: int
    denominator: int
    reason: str

    def to_dict(self) -> dict[str, Any]:
        numerator = self.numerator

        denominator = self.denominator

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "numerator": numerator,
                "denominator": denominator,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        numerator = d.pop("numerator")

        denominator = d.pop("denominator")

        reason = d.pop("reason")

        new_split = cls(
            numerator=numerator,
            denominator=denominator,
            reason=reason,
        )

        return new_split
