from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.locks_locks_item import LocksLocksItem


T = TypeVar("T", bound="Locks")


@_attrs_define
class Locks:
    """
    Attributes:
        locks (list[LocksLocksItem]):
    """

    locks: list[LocksLocksItem]

    def to_dict(self) -> dict[str, Any]:
        locks = []
        for locks_item_data in self.locks:
            locks_item = locks_item_data.to_dict()
            locks.append(locks_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "locks": locks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.locks_locks_item import LocksLocksItem

        d = dict(src_dict)
        locks = []
        _locks = d.pop("locks")
        for locks_item_data in _locks:
            locks_item = LocksLocksItem.from_dict(locks_item_data)

            locks.append(locks_item)

        locks = cls(
            locks=locks,
        )

        return locks
