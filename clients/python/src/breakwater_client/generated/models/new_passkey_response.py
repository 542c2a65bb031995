from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.new_passkey_response_type import (
    NewPasskeyResponseType,
    check_new_passkey_response_type,
)

if TYPE_CHECKING:
    from ..models.new_passkey_response_response import NewPasskeyResponseResponse


T = TypeVar("T", bound="NewPasskeyResponse")


@_attrs_define
class NewPasskeyResponse:
    """
    Attributes:
        id (str):
        type_ (NewPasskeyResponseType):
        response (NewPasskeyResponseResponse):
    """

    id: str
    type_: NewPasskeyResponseType
    response: NewPasskeyResponseResponse
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        type_: str = self.type_

        response = self.response.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "type": type_,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.new_passkey_response_response import NewPasskeyResponseResponse

        d = dict(src_dict)
        id = d.pop("id")

        type_ = check_new_passkey_response_type(d.pop("type"))

        response = NewPasskeyResponseResponse.from_dict(d.pop("response"))

        new_passkey_response = cls(
            id=id,
            type_=type_,
            response=response,
        )

        new_passkey_response.additional_properties = d
        return new_passkey_response

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
