from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.report_table import ReportTable


T = TypeVar("T", bound="DailyReport")


@_attrs_define
class DailyReport:
    """
    Attributes:
        day (str):
        from_ (datetime.datetime):
        to (datetime.datetime):
        made_at (datetime.datetime):
        kept (bool): As it was when the day was closed; otherwise computed now
        tables (list[ReportTable]):
    """

    day: str
    from_: datetime.datetime
    to: datetime.datetime
    made_at: datetime.datetime
    kept: bool
    tables: list[ReportTable]

    def to_dict(self) -> dict[str, Any]:
        day = self.day

        from_ = self.from_.isoformat()

        to = self.to.isoformat()

        made_at = self.made_at.isoformat()

        kept = self.kept

        tables = []
        for tables_item_data in self.tables:
            tables_item = tables_item_data.to_dict()
            tables.append(tables_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "day": day,
                "from": from_,
                "to": to,
                "made_at": made_at,
                "kept": kept,
                "tables": tables,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_table import ReportTable

        d = dict(src_dict)
        day = d.pop("day")

        from_ = datetime.datetime.fromisoformat(d.pop("from"))

        to = datetime.datetime.fromisoformat(d.pop("to"))

        made_at = datetime.datetime.fromisoformat(d.pop("made_at"))

        kept = d.pop("kept")

        tables = []
        _tables = d.pop("tables")
        for tables_item_data in _tables:
            tables_item = ReportTable.from_dict(tables_item_data)

            tables.append(tables_item)

        daily_report = cls(
            day=day,
            from_=from_,
            to=to,
            made_at=made_at,
            kept=kept,
            tables=tables,
        )

        return daily_report
