from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.passkey_sign_in_response import PasskeySignInResponse


T = TypeVar("T", bound="PasskeySignIn")


@_attrs_define
class PasskeySignIn:
    """
    Attributes:
        attempt (str):
        response (PasskeySignInResponse):
    """

    attempt: str
    response: PasskeySignInResponse

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        response = self.response.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "attempt": attempt,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.passkey_sign_in_response import PasskeySignInResponse

        d = dict(src_dict)
        attempt = d.pop("attempt")

        response = PasskeySignInResponse.from_dict(d.pop("response"))

        passkey_sign_in = cls(
            attempt=attempt,
            response=response,
        )

        return passkey_sign_in
