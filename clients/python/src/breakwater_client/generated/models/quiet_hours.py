from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="QuietHours")


@_attrs_define
class QuietHours:
    """
    Attributes:
        from_ (str):
        to (str):
        timezone (str):
    """

    from_: str
    to: str
    timezone: str

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        to = self.to

        timezone = self.timezone

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from": from_,
                "to": to,
                "timezone": timezone,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        from_ = d.pop("from")

        to = d.pop("to")

        timezone = d.pop("timezone")

        quiet_hours = cls(
            from_=from_,
            to=to,
            timezone=timezone,
        )

        return quiet_hours
