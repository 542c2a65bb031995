from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.breaker import Breaker


T = TypeVar("T", bound="Breakers")


@_attrs_define
class Breakers:
    """
    Attributes:
        circuit_breakers (list[Breaker]):
        next_cursor (None | str):
    """

    circuit_breakers: list[Breaker]
    next_cursor: None | str

    def to_dict(self) -> dict[str, Any]:
        circuit_breakers = []
        for circuit_breakers_item_data in self.circuit_breakers:
            circuit_breakers_item = circuit_breakers_item_data.to_dict()
            circuit_breakers.append(circuit_breakers_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "circuit_breakers": circuit_breakers,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.breaker import Breaker

        d = dict(src_dict)
        circuit_breakers = []
        _circuit_breakers = d.pop("circuit_breakers")
        for circuit_breakers_item_data in _circuit_breakers:
            circuit_breakers_item = Breaker.from_dict(circuit_breakers_item_data)

            circuit_breakers.append(circuit_breakers_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        breakers = cls(
            circuit_breakers=circuit_breakers,
            next_cursor=next_cursor,
        )

        return breakers
