from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.report_table_columns_item_unit import (
    ReportTableColumnsItemUnit,
    check_report_table_columns_item_unit,
)

T = TypeVar("T", bound="ReportTableColumnsItem")


@_attrs_define
class ReportTableColumnsItem:
    """
    Attributes:
        name (str):
        unit (ReportTableColumnsItemUnit):
    """

    name: str
    unit: ReportTableColumnsItemUnit

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        unit: str = self.unit

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "unit": unit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        unit = check_report_table_columns_item_unit(d.pop("unit"))

        report_table_columns_item = cls(
            name=name,
            unit=unit,
        )

        return report_table_columns_item
