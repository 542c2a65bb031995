from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.new_passkey_response import NewPasskeyResponse


T = TypeVar("T", bound="NewPasskey")


@_attrs_define
class NewPasskey:
    """
    Attributes:
        label (str):
        response (NewPasskeyResponse):
    """

    label: str
    response: NewPasskeyResponse

    def to_dict(self) -> dict[str, Any]:
        label = self.label

        response = self.response.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "label": label,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.new_passkey_response import NewPasskeyResponse

        d = dict(src_dict)
        label = d.pop("label")

        response = NewPasskeyResponse.from_dict(d.pop("response"))

        new_passkey = cls(
            label=label,
            response=response,
        )

        return new_passkey
