from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.limits_changed_message_data_changes_item import (
        LimitsChangedMessageDataChangesItem,
    )


T = TypeVar("T", bound="LimitsChangedMessageData")


@_attrs_define
class LimitsChangedMessageData:
    """
    Attributes:
        version (int):
        changes (list[LimitsChangedMessageDataChangesItem]):
    """

    version: int
    changes: list[LimitsChangedMessageDataChangesItem]

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        changes = []
        for changes_item_data in self.changes:
            changes_item = changes_item_data.to_dict()
            changes.append(changes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "changes": changes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.limits_changed_message_data_changes_item import (
            LimitsChangedMessageDataChangesItem,
        )

        d = dict(src_dict)
        version = d.pop("version")

        changes = []
        _changes = d.pop("changes")
        for changes_item_data in _changes:
            changes_item = LimitsChangedMessageDataChangesItem.from_dict(changes_item_data)

            changes.append(changes_item)

        limits_changed_message_data = cls(
            version=version,
            changes=changes,
        )

        return limits_changed_message_data
