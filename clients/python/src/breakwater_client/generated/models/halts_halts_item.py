from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="HaltsHaltsItem")


@_attrs_define
class HaltsHaltsItem:
    """
    Attributes:
        scope (str):
        reason (str):
        actor (str):
        since (datetime.datetime | None): Null: from before an upgrade, when it was not kept
        until (datetime.datetime | None): Null: until it is ended
    """

    scope: str
    reason: str
    actor: str
    since: datetime.datetime | None
    until: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        scope = self.scope

        reason = self.reason

        actor = self.actor

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scope": scope,
                "reason": reason,
                "actor": actor,
                "since": since,
                "until": until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        scope = d.pop("scope")

        reason = d.pop("reason")

        actor = d.pop("actor")

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        def _parse_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until = _parse_until(d.pop("until"))

        halts_halts_item = cls(
            scope=scope,
            reason=reason,
            actor=actor,
            since=since,
            until=until,
        )

        return halts_halts_item
