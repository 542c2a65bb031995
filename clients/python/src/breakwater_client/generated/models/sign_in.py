from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SignIn")


@_attrs_define
class SignIn:
    """
    Attributes:
        name (str):
        password (str):
        code (str):
    """

    name: str
    password: str
    code: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        password = self.password

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "password": password,
                "code": code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        password = d.pop("password")

        code = d.pop("code")

        sign_in = cls(
            name=name,
            password=password,
            code=code,
        )

        return sign_in
