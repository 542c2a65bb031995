from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SetUpDone")


@_attrs_define
class SetUpDone:
    """
    Attributes:
        name (str):
        recovery_codes (list[str]):
    """

    name: str
    recovery_codes: list[str]

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        recovery_codes = self.recovery_codes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "recovery_codes": recovery_codes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        recovery_codes = cast(list[str], d.pop("recovery_codes"))

        set_up_done = cls(
            name=name,
            recovery_codes=recovery_codes,
        )

        return set_up_done
