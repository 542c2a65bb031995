from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.scoped_limits_limits import ScopedLimitsLimits


T = TypeVar("T", bound="ScopedLimits")


@_attrs_define
class ScopedLimits:
    """
    Attributes:
        scope (str):
        limits (ScopedLimitsLimits): By the names that PUT has for them; null is off there
        warnings (list[str]): A limit over the one that stands above it, or under what is used
        version (float):
    """

    scope: str
    limits: ScopedLimitsLimits
    warnings: list[str]
    version: float

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        limits = self.limits.to_dict()

        warnings = self.warnings

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "limits": limits,
                "warnings": warnings,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.scoped_limits_limits import ScopedLimitsLimits

        d = dict(src_dict)
        scope = d.pop("scope")

        limits = ScopedLimitsLimits.from_dict(d.pop("limits"))

        warnings = cast(list[str], d.pop("warnings"))

        version = d.pop("version")

        scoped_limits = cls(
            scope=scope,
            limits=limits,
            warnings=warnings,
            version=version,
        )

        return scoped_limits
