from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SignedIn")


@_attrs_define
class SignedIn:
    """
    Attributes:
        user_id (str):
        name (str):
        recovery_codes_left (int):
    """

    user_id: str
    name: str
    recovery_codes_left: int

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        name = self.name

        recovery_codes_left = self.recovery_codes_left

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user_id": user_id,
                "name": name,
                "recovery_codes_left": recovery_codes_left,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        user_id = d.pop("user_id")

        name = d.pop("name")

        recovery_codes_left = d.pop("recovery_codes_left")

        signed_in = cls(
            user_id=user_id,
            name=name,
            recovery_codes_left=recovery_codes_left,
        )

        return signed_in
