from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AllowListsAllowListsItem")


@_attrs_define
class AllowListsAllowListsItem:
    """
    Attributes:
        scope (str):
        symbols (list[str]):
    """

    scope: str
    symbols: list[str]

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        symbols = self.symbols

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "symbols": symbols,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        symbols = cast(list[str], d.pop("symbols"))

        allow_lists_allow_lists_item = cls(
            scope=scope,
            symbols=symbols,
        )

        return allow_lists_allow_lists_item
