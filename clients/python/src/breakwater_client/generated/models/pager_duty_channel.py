from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

T = TypeVar("T", bound="PagerDutyChannel")


@_attrs_define
class PagerDutyChannel:
    """
    Attributes:
        kind (Literal['pagerduty']):
        url (str): https://events.pagerduty.com/v2/enqueue, or another for accounts in the EU
    """

    kind: Literal["pagerduty"]
    url: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        url = self.url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = cast(Literal["pagerduty"], d.pop("kind"))
        if kind != "pagerduty":
            raise ValueError(f"kind must match const 'pagerduty', got '{kind}'")

        url = d.pop("url")

        pager_duty_channel = cls(
            kind=kind,
            url=url,
        )

        return pager_duty_channel
