from typing import Literal

ReportTableColumnsItemUnit = Literal[
    "basis points", "count", "dollars", "milliseconds", "percent", "ratio", "text", "time", "units"
]

REPORT_TABLE_COLUMNS_ITEM_UNIT_VALUES: set[ReportTableColumnsItemUnit] = {
    "basis points",
    "count",
    "dollars",
    "milliseconds",
    "percent",
    "ratio",
    "text",
    "time",
    "units",
}


def check_report_table_columns_item_unit(value: str) -> ReportTableColumnsItemUnit:
    if value in REPORT_TABLE_COLUMNS_ITEM_UNIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REPORT_TABLE_COLUMNS_ITEM_UNIT_VALUES!r}")
