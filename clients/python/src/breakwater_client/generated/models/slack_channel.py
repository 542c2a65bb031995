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

T = TypeVar("T", bound="SlackChannel")


@_attrs_define
class SlackChannel:
    """
    Attributes:
        kind (Literal['slack']):
    """

    kind: Literal["slack"]

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = cast(Literal["slack"], d.pop("kind"))
        if kind != "slack":
            raise ValueError(f"kind must match const 'slack', got '{kind}'")

        slack_channel = cls(
            kind=kind,
        )

        return slack_channel
