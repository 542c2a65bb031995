from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AlertChannelTemplates")


@_attrs_define
class AlertChannelTemplates:
    """
    Attributes:
        title (None | str):
        text (None | str):
    """

    title: None | str
    text: None | str

    def to_dict(self) -> dict[str, Any]:
        title: None | str
        title = self.title

        text: None | str
        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "title": title,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_title(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        title = _parse_title(d.pop("title"))

        def _parse_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        text = _parse_text(d.pop("text"))

        alert_channel_templates = cls(
            title=title,
            text=text,
        )

        return alert_channel_templates
