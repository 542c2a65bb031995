from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_override_codes_item import (
    NewOverrideCodesItem,
    check_new_override_codes_item,
)

T = TypeVar("T", bound="NewOverride")


@_attrs_define
class NewOverride:
    """
    Attributes:
        scope (str):
        codes (list[NewOverrideCodesItem]):
        max_notional (float | str): A number or a decimal string such as "1000.00", with at most 6 decimals
        uses (int):
        minutes (int):
        reason (str):
    """

    scope: str
    codes: list[NewOverrideCodesItem]
    max_notional: float | str
    uses: int
    minutes: int
    reason: str

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        codes = []
        for codes_item_data in self.codes:
            codes_item: str = codes_item_data
            codes.append(codes_item)

        max_notional: float | str
        max_notional = self.max_notional

        uses = self.uses

        minutes = self.minutes

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "codes": codes,
                "max_notional": max_notional,
                "uses": uses,
                "minutes": minutes,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        codes = []
        _codes = d.pop("codes")
        for codes_item_data in _codes:
            codes_item = check_new_override_codes_item(codes_item_data)

            codes.append(codes_item)

        def _parse_max_notional(data: object) -> float | str:
            return cast(float | str, data)

        max_notional = _parse_max_notional(d.pop("max_notional"))

        uses = d.pop("uses")

        minutes = d.pop("minutes")

        reason = d.pop("reason")

        new_override = cls(
            scope=scope,
            codes=codes,
            max_notional=max_notional,
            uses=uses,
            minutes=minutes,
            reason=reason,
        )

        return new_override
