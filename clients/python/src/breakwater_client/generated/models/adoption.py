from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Adoption")


@_attrs_define
class Adoption:
    """
    Attributes:
        account (str):
        adopted (bool):
    """

    account: str
    adopted: bool

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        adopted = self.adopted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "adopted": adopted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        adopted = d.pop("adopted")

        adoption = cls(
            account=account,
            adopted=adopted,
        )

        return adoption
