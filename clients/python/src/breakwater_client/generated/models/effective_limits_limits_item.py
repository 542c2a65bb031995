from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="EffectiveLimitsLimitsItem")


@_attrs_define
class EffectiveLimitsLimitsItem:
    """
    Attributes:
        limit_name (str):
        words (str):
        unit (str):
        scope (str): Where it is measured
        origin (str): Where it is set; `each account` when the account has none of its own, `broker default` where its
            broker makes another of one that nobody set
        value (float | None | str): Null is off
        used (float | None): Null of a limit of one order, and of a way to act
        left (float | None):
    """

    limit_name: str
    words: str
    unit: str
    scope: str
    origin: str
    value: float | None | str
    used: float | None
    left: float | None

    def to_dict(self) -> dict[str, Any]:
        limit_name = self.limit_name

        words = self.words

        unit = self.unit

        scope = self.scope

        origin = self.origin

        value: float | None | str
        value = self.value

        used: float | None
        used = self.used

        left: float | None
        left = self.left

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limit_name": limit_name,
                "words": words,
                "unit": unit,
                "scope": scope,
                "origin": origin,
                "value": value,
                "used": used,
                "left": left,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        limit_name = d.pop("limit_name")

        words = d.pop("words")

        unit = d.pop("unit")

        scope = d.pop("scope")

        origin = d.pop("origin")

        def _parse_value(data: object) -> float | None | str:
            if data is None:
                return data
            return cast(float | None | str, data)

        value = _parse_value(d.pop("value"))

        def _parse_used(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        used = _parse_used(d.pop("used"))

        def _parse_left(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        left = _parse_left(d.pop("left"))

        effective_limits_limits_item = cls(
            limit_name=limit_name,
            words=words,
            unit=unit,
            scope=scope,
            origin=origin,
            value=value,
            used=used,
            left=left,
        )

        return effective_limits_limits_item
