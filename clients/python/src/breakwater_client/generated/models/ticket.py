from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Ticket")


@_attrs_define
class Ticket:
    """
    Attributes:
        ticket (str):
        expires_in_seconds (int):
    """

    ticket: str
    expires_in_seconds: int

    def to_dict(self) -> dict[str, Any]:
        ticket = self.ticket

        expires_in_seconds = self.expires_in_seconds

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ticket": ticket,
                "expires_in_seconds": expires_in_seconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        ticket = d.pop("ticket")

        expires_in_seconds = d.pop("expires_in_seconds")

        ticket = cls(
            ticket=ticket,
            expires_in_seconds=expires_in_seconds,
        )

        return ticket
