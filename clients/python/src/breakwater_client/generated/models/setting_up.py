from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SettingUp")


@_attrs_define
class SettingUp:
    """
    Attributes:
        token (str):
        password (str):
        name (str | Unset):
        code (str | Unset):
    """

    token: str
    password: str
    name: str | Unset = UNSET
    code: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        password = self.password

        name = self.name

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
                "password": password,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        token = d.pop("token")

        password = d.pop("password")

        name = d.pop("name", UNSET)

        code = d.pop("code", UNSET)

        setting_up = cls(
            token=token,
            password=password,
            name=name,
            code=code,
        )

        return setting_up
