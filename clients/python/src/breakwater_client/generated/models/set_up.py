from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.set_up_kind import SetUpKind, check_set_up_kind

T = TypeVar("T", bound="SetUp")


@_attrs_define
class SetUp:
    """
    Attributes:
        kind (SetUpKind):
        name (None | str):
        totp_uri (None | str): For an authenticator; null when the second factor stays as it is
        totp_secret (None | str):
    """

    kind: SetUpKind
    name: None | str
    totp_uri: None | str
    totp_secret: None | str

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        name: None | str
        name = self.name

        totp_uri: None | str
        totp_uri = self.totp_uri

        totp_secret: None | str
        totp_secret = self.totp_secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "name": name,
                "totp_uri": totp_uri,
                "totp_secret": totp_secret,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = check_set_up_kind(d.pop("kind"))

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        def _parse_totp_uri(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        totp_uri = _parse_totp_uri(d.pop("totp_uri"))

        def _parse_totp_secret(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        totp_secret = _parse_totp_secret(d.pop("totp_secret"))

        set_up = cls(
            kind=kind,
            name=name,
            totp_uri=totp_uri,
            totp_secret=totp_secret,
        )

        return set_up
