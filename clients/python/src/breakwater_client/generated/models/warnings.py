from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.warnings_warn_only_item import WarningsWarnOnlyItem


T = TypeVar("T", bound="Warnings")


@_attrs_define
class Warnings:
    """
    Attributes:
        warn_only (list[WarningsWarnOnlyItem]):
        version (float):
    """

    warn_only: list[WarningsWarnOnlyItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        warn_only = []
        for warn_only_item_data in self.warn_only:
            warn_only_item = warn_only_item_data.to_dict()
            warn_only.append(warn_only_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "warn_only": warn_only,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.warnings_warn_only_item import WarningsWarnOnlyItem

        d = dict(src_dict)
        warn_only = []
        _warn_only = d.pop("warn_only")
        for warn_only_item_data in _warn_only:
            warn_only_item = WarningsWarnOnlyItem.from_dict(warn_only_item_data)

            warn_only.append(warn_only_item)

        version = d.pop("version")

        warnings = cls(
            warn_only=warn_only,
            version=version,
        )

        return warnings
