from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NewAdoption")


@_attrs_define
class NewAdoption:
    """
    Attributes:
        account (str):
        reason (str):
    """

    account: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        reason = d.pop("reason")

        new_adoption = cls(
            account=account,
            reason=reason,
        )

        return new_adoption
