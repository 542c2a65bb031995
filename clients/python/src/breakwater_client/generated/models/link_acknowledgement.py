from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="LinkAcknowledgement")


@_attrs_define
class LinkAcknowledgement:
    """
    Attributes:
        token (str):
        note (str | Unset):
    """

    token: str
    note: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        token = d.pop("token")

        note = d.pop("note", UNSET)

        link_acknowledgement = cls(
            token=token,
            note=note,
        )

        return link_acknowledgement
