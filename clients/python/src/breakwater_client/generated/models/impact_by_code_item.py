from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ImpactByCodeItem")


@_attrs_define
class ImpactByCodeItem:
    """
    Attributes:
        code (str):
        count (float):
    """

    code: str
    count: float

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        count = self.count

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = d.pop("code")

        count = d.pop("count")

        impact_by_code_item = cls(
            code=code,
            count=count,
        )

        return impact_by_code_item
