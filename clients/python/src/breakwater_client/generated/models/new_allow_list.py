from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewAllowList")


@_attrs_define
class NewAllowList:
    """
    Attributes:
        symbols (list[str]):
        reason (str | Unset):
    """

    symbols: list[str]
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        symbols = self.symbols

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbols": symbols,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbols = cast(list[str], d.pop("symbols"))

        reason = d.pop("reason", UNSET)

        new_allow_list = cls(
            symbols=symbols,
            reason=reason,
        )

        return new_allow_list
