from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.report_table_columns_item import ReportTableColumnsItem


T = TypeVar("T", bound="ReportTable")


@_attrs_define
class ReportTable:
    """
    Attributes:
        id (str):
        title (str):
        means (str): What the figures are, and what they are computed from
        columns (list[ReportTableColumnsItem]):
        rows (list[list[float | None | str]]):
        cut (bool): There are more rows than these
    """

    id: str
    title: str
    means: str
    columns: list[ReportTableColumnsItem]
    rows: list[list[float | None | str]]
    cut: bool

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        title = self.title

        means = self.means

        columns = []
        for columns_item_data in self.columns:
            columns_item = columns_item_data.to_dict()
            columns.append(columns_item)

        rows = []
        for rows_item_data in self.rows:
            rows_item = []
            for rows_item_item_data in rows_item_data:
                rows_item_item: float | None | str
                rows_item_item = rows_item_item_data
                rows_item.append(rows_item_item)

            rows.append(rows_item)

        cut = self.cut

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "title": title,
                "means": means,
                "columns": columns,
                "rows": rows,
                "cut": cut,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_table_columns_item import ReportTableColumnsItem

        d = dict(src_dict)
        id = d.pop("id")

        title = d.pop("title")

        means = d.pop("means")

        columns = []
        _columns = d.pop("columns")
        for columns_item_data in _columns:
            columns_item = ReportTableColumnsItem.from_dict(columns_item_data)

            columns.append(columns_item)

        rows = []
        _rows = d.pop("rows")
        for rows_item_data in _rows:
            rows_item = []
            _rows_item = rows_item_data
            for rows_item_item_data in _rows_item:

                def _parse_rows_item_item(data: object) -> float | None | str:
                    if data is None:
                        return data
                    return cast(float | None | str, data)

                rows_item_item = _parse_rows_item_item(rows_item_item_data)

                rows_item.append(rows_item_item)

            rows.append(rows_item)

        cut = d.pop("cut")

        report_table = cls(
            id=id,
            title=title,
            means=means,
            columns=columns,
            rows=rows,
            cut=cut,
        )

        return report_table
