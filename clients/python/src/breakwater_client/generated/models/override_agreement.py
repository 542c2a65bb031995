from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="OverrideAgreement")


@_attrs_define
class OverrideAgreement:
    """
    Attributes:
        content_hash (str): Of the request, as it was shown: what was shown is what is agreed to
    """

    content_hash: str

    def to_dict(self) -> dict[str, Any]:
        content_hash = self.content_hash

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "content_hash": content_hash,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        content_hash = d.pop("content_hash")

        override_agreement = cls(
            content_hash=content_hash,
        )

        return override_agreement
