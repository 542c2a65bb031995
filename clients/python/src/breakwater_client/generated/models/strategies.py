from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.strategies_strategies_item import StrategiesStrategiesItem


T = TypeVar("T", bound="Strategies")


@_attrs_define
class Strategies:
    """
    Attributes:
        strategies (list[StrategiesStrategiesItem]):
        version (float):
    """

    strategies: list[StrategiesStrategiesItem]
    version: float

    def to_dict(self) -> dict[str, Any]:
        strategies = []
        for strategies_item_data in self.strategies:
            strategies_item = strategies_item_data.to_dict()
            strategies.append(strategies_item)

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "strategies": strategies,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.strategies_strategies_item import StrategiesStrategiesItem

        d = dict(src_dict)
        strategies = []
        _strategies = d.pop("strategies")
        for strategies_item_data in _strategies:
            strategies_item = StrategiesStrategiesItem.from_dict(strategies_item_data)

            strategies.append(strategies_item)

        version = d.pop("version")

        strategies = cls(
            strategies=strategies,
            version=version,
        )

        return strategies
