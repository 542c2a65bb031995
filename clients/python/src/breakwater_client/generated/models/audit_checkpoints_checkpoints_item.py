from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.audit_checkpoints_checkpoints_item_cause import (
    AuditCheckpointsCheckpointsItemCause,
    check_audit_checkpoints_checkpoints_item_cause,
)

T = TypeVar("T", bound="AuditCheckpointsCheckpointsItem")


@_attrs_define
class AuditCheckpointsCheckpointsItem:
    """
    Attributes:
        size (float):
        head (str):
        cause (AuditCheckpointsCheckpointsItemCause):
        note (str):
        at (datetime.datetime):
    """

    size: float
    head: str
    cause: AuditCheckpointsCheckpointsItemCause
    note: str
    at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        size = self.size

        head = self.head

        cause: str = self.cause

        note = self.note

        at = self.at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "size": size,
                "head": head,
                "cause": cause,
                "note": note,
                "at": at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        size = d.pop("size")

        head = d.pop("head")

        cause = check_audit_checkpoints_checkpoints_item_cause(d.pop("cause"))

        note = d.pop("note")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        audit_checkpoints_checkpoints_item = cls(
            size=size,
            head=head,
            cause=cause,
            note=note,
            at=at,
        )

        return audit_checkpoints_checkpoints_item
