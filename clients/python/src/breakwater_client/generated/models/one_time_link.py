from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="OneTimeLink")


@_attrs_define
class OneTimeLink:
    """
    Attributes:
        user_id (None | str):
        link (str): Opens once, within 30 minutes
        expires_at (datetime.datetime):
    """

    user_id: None | str
    link: str
    expires_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        user_id: None | str
        user_id = self.user_id

        link = self.link

        expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user_id": user_id,
                "link": link,
                "expires_at": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_user_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        user_id = _parse_user_id(d.pop("user_id"))

        link = d.pop("link")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        one_time_link = cls(
            user_id=user_id,
            link=link,
            expires_at=expires_at,
        )

        return one_time_link
