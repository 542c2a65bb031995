from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.ways_to_sign_in_auth import WaysToSignInAuth, check_ways_to_sign_in_auth

T = TypeVar("T", bound="WaysToSignIn")


@_attrs_define
class WaysToSignIn:
    """
    Attributes:
        auth (WaysToSignInAuth):
        provider (bool):
        passkeys (bool):
        first_run (bool):
    """

    auth: WaysToSignInAuth
    provider: bool
    passkeys: bool
    first_run: bool

    def to_dict(self) -> dict[str, Any]:
        auth: str = self.auth

        provider = self.provider

        passkeys = self.passkeys

        first_run = self.first_run

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "auth": auth,
                "provider": provider,
                "passkeys": passkeys,
                "first_run": first_run,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        auth = check_ways_to_sign_in_auth(d.pop("auth"))

        provider = d.pop("provider")

        passkeys = d.pop("passkeys")

        first_run = d.pop("first_run")

        ways_to_sign_in = cls(
            auth=auth,
            provider=provider,
            passkeys=passkeys,
            first_run=first_run,
        )

        return ways_to_sign_in
