from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.instruments_instruments_item import InstrumentsInstrumentsItem


T = TypeVar("T", bound="Instruments")


@_attrs_define
class Instruments:
    """
    Attributes:
        instruments (list[InstrumentsInstrumentsItem]):
        version (float):
    """

    instruments: list[InstrumentsInstrumentsItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        instruments = []
        for instruments_item_data in self.instruments:
            instruments_item = instruments_item_data.to_dict()
            instruments.append(instruments_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "instruments": instruments,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.instruments_instruments_item import InstrumentsInstrumentsItem

        d = dict(src_dict)
        instruments = []
        _instruments = d.pop("instruments")
        for instruments_item_data in _instruments:
            instruments_item = InstrumentsInstrumentsItem.from_dict(instruments_item_data)

            instruments.append(instruments_item)

        version = d.pop("version")

        instruments = cls(
            instruments=instruments,
            version=version,
        )

        return instruments
