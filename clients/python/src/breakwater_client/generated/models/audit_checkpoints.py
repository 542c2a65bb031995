from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.audit_checkpoints_checkpoints_item import (
        AuditCheckpointsCheckpointsItem,
    )


T = TypeVar("T", bound="AuditCheckpoints")


@_attrs_define
class AuditCheckpoints:
    """
    Attributes:
        checkpoints (list[AuditCheckpointsCheckpointsItem]):
        next_cursor (None | str):
    """

    checkpoints: list[AuditCheckpointsCheckpointsItem]
    next_cursor: None | str

    def to_dict(self) -> dict[str, Any]:
        checkpoints = []
        for checkpoints_item_data in self.checkpoints:
            checkpoints_item = checkpoints_item_data.to_dict()
            checkpoints.append(checkpoints_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "checkpoints": checkpoints,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.audit_checkpoints_checkpoints_item import (
            AuditCheckpointsCheckpointsItem,
        )

        d = dict(src_dict)
        checkpoints = []
        _checkpoints = d.pop("checkpoints")
        for checkpoints_item_data in _checkpoints:
            checkpoints_item = AuditCheckpointsCheckpointsItem.from_dict(checkpoints_item_data)

            checkpoints.append(checkpoints_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        audit_checkpoints = cls(
            checkpoints=checkpoints,
            next_cursor=next_cursor,
        )

        return audit_checkpoints
