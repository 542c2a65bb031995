from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AuditLastCheckType0")


@_attrs_define
class AuditLastCheckType0:
    """
    Attributes:
        at (datetime.datetime):
        by (str):
        from_seq (float):
        to_seq (float):
        entries (float):
        rows (float):
        finding (None | str):
    """

    at: datetime.datetime
    by: str
    from_seq: float
    to_seq: float
    entries: float
    rows: float
    finding: None | str

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        by = self.by

        from_seq = self.from_seq

        to_seq = self.to_seq

        entries = self.entries

        rows = self.rows

        finding: None | str
        finding = self.finding

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "at": at,
                "by": by,
                "from_seq": from_seq,
                "to_seq": to_seq,
                "entries": entries,
                "rows": rows,
                "finding": finding,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        by = d.pop("by")

        from_seq = d.pop("from_seq")

        to_seq = d.pop("to_seq")

        entries = d.pop("entries")

        rows = d.pop("rows")

        def _parse_finding(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        finding = _parse_finding(d.pop("finding"))

        audit_last_check_type_0 = cls(
            at=at,
            by=by,
            from_seq=from_seq,
            to_seq=to_seq,
            entries=entries,
            rows=rows,
            finding=finding,
        )

        return audit_last_check_type_0
