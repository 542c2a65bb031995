from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.audit_entry import AuditEntry
    from ..models.audit_head import AuditHead
    from ..models.audit_last_check_type_0 import AuditLastCheckType0


T = TypeVar("T", bound="Audit")


@_attrs_define
class Audit:
    """
    Attributes:
        entries (list[AuditEntry]):
        next_cursor (None | str):
        head (AuditHead):
        signed_to (float):
        last_check (AuditLastCheckType0 | None):
    """

    entries: list[AuditEntry]
    next_cursor: None | str
    head: AuditHead
    signed_to: float
    last_check: AuditLastCheckType0 | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.audit_last_check_type_0 import AuditLastCheckType0

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        head = self.head.to_dict()

        signed_to = self.signed_to

        last_check: dict[str, Any] | None
        if isinstance(self.last_check, AuditLastCheckType0):
            last_check = self.last_check.to_dict()
        else:
            last_check = self.last_check

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "entries": entries,
                "next_cursor": next_cursor,
                "head": head,
                "signed_to": signed_to,
                "last_check": last_check,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.audit_entry import AuditEntry
        from ..models.audit_head import AuditHead
        from ..models.audit_last_check_type_0 import AuditLastCheckType0

        d = dict(src_dict)
        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = AuditEntry.from_dict(entries_item_data)

            entries.append(entries_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        head = AuditHead.from_dict(d.pop("head"))

        signed_to = d.pop("signed_to")

        def _parse_last_check(data: object) -> AuditLastCheckType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                last_check_type_0 = AuditLastCheckType0.from_dict(data)

                return last_check_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuditLastCheckType0 | None, data)

        last_check = _parse_last_check(d.pop("last_check"))

        audit = cls(
            entries=entries,
            next_cursor=next_cursor,
            head=head,
            signed_to=signed_to,
            last_check=last_check,
        )

        return audit
