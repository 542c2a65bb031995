from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="InstrumentsCsv")


@_attrs_define
class InstrumentsCsv:
    """
    Attributes:
        csv (str): A line for each symbol
        reason (str | Unset):
    """

    csv: str
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        csv = self.csv

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "csv": csv,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        csv = d.pop("csv")

        reason = d.pop("reason", UNSET)

        instruments_csv = cls(
            csv=csv,
            reason=reason,
        )

        return instruments_csv
