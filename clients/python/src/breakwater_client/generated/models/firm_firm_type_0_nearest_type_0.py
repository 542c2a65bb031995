from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.firm_firm_type_0_nearest_type_0_unit import (
    FirmFirmType0NearestType0Unit,
    check_firm_firm_type_0_nearest_type_0_unit,
)

T = TypeVar("T", bound="FirmFirmType0NearestType0")


@_attrs_define
class FirmFirmType0NearestType0:
    """
    Attributes:
        limit_name (str):
        words (str): Its name for people
        scope (str): Where it is measured: the account, or its part in a symbol, a sector or a class
        unit (FirmFirmType0NearestType0Unit):
        used (float):
        limit (float):
        symbol (None | str):
        share (float): Used of the limit; 1 is all of it
    """

    limit_name: str
    words: str
    scope: str
    unit: FirmFirmType0NearestType0Unit
    used: float
    limit: float
    symbol: None | str
    share: float

    def to_dict(self) -> dict[str, Any]:
        limit_name = self.limit_name

        words = self.words

        scope = self.scope

        unit: str = self.unit

        used = self.used

        limit = self.limit

        symbol: None | str
        symbol = self.symbol

        share = self.share

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "limit_name": limit_name,
                "words": words,
                "scope": scope,
                "unit": unit,
                "used": used,
                "limit": limit,
                "symbol": symbol,
                "share": share,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        limit_name = d.pop("limit_name")

        words = d.pop("words")

        scope = d.pop("scope")

        unit = check_firm_firm_type_0_nearest_type_0_unit(d.pop("unit"))

        used = d.pop("used")

        limit = d.pop("limit")

        def _parse_symbol(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        symbol = _parse_symbol(d.pop("symbol"))

        share = d.pop("share")

        firm_firm_type_0_nearest_type_0 = cls(
            limit_name=limit_name,
            words=words,
            scope=scope,
            unit=unit,
            used=used,
            limit=limit,
            symbol=symbol,
            share=share,
        )

        return firm_firm_type_0_nearest_type_0
