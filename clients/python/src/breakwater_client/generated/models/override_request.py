from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.override_request_state import (
    OverrideRequestState,
    check_override_request_state,
)

T = TypeVar("T", bound="OverrideRequest")


@_attrs_define
class OverrideRequest:
    """
    Attributes:
        request_id (str):
        state (OverrideRequestState):
        name (str): Of the override that an agreement makes
        scope (str):
        codes (list[str]):
        max_notional (float):
        uses (float):
        until (datetime.datetime): When the override ends
        reason (str):
        asked_by (str):
        asked_by_name (None | str): For whoever may make or agree to overrides; else null
        asked_at (datetime.datetime):
        ends_at (datetime.datetime): From then on nobody can agree to it
        content_hash (str): SHA-256 over all that is asked; whoever agrees sends it
        ended_by (None | str):
        ended_by_name (None | str): For whoever may make or agree to overrides; else null
        ended_at (datetime.datetime | None):
        ended_reason (None | str): Why it was declined
    """

    request_id: str
    state: OverrideRequestState
    name: str
    scope: str
    codes: list[str]
    max_notional: float
    uses: float
    until: datetime.datetime
    reason: str
    asked_by: str
    asked_by_name: None | str
    asked_at: datetime.datetime
    ends_at: datetime.datetime
    content_hash: str
    ended_by: None | str
    ended_by_name: None | str
    ended_at: datetime.datetime | None
    ended_reason: None | str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        state: str = self.state

        name = self.name

        scope = self.scope

        codes = self.codes

        max_notional = self.max_notional

        uses = self.uses

        until = self.until.isoformat()

        reason = self.reason

        asked_by = self.asked_by

        asked_by_name: None | str
        asked_by_name = self.asked_by_name

        asked_at = self.asked_at.isoformat()

        ends_at = self.ends_at.isoformat()

        content_hash = self.content_hash

        ended_by: None | str
        ended_by = self.ended_by

        ended_by_name: None | str
        ended_by_name = self.ended_by_name

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        ended_reason: None | str
        ended_reason = self.ended_reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "state": state,
                "name": name,
                "scope": scope,
                "codes": codes,
                "max_notional": max_notional,
                "uses": uses,
                "until": until,
                "reason": reason,
                "asked_by": asked_by,
                "asked_by_name": asked_by_name,
                "asked_at": asked_at,
                "ends_at": ends_at,
                "content_hash": content_hash,
                "ended_by": ended_by,
                "ended_by_name": ended_by_name,
                "ended_at": ended_at,
                "ended_reason": ended_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        state = check_override_request_state(d.pop("state"))

        name = d.pop("name")

        scope = d.pop("scope")

        codes = cast(list[str], d.pop("codes"))

        max_notional = d.pop("max_notional")

        uses = d.pop("uses")

        until = datetime.datetime.fromisoformat(d.pop("until"))

        reason = d.pop("reason")

        asked_by = d.pop("asked_by")

        def _parse_asked_by_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        asked_by_name = _parse_asked_by_name(d.pop("asked_by_name"))

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        ends_at = datetime.datetime.fromisoformat(d.pop("ends_at"))

        content_hash = d.pop("content_hash")

        def _parse_ended_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ended_by = _parse_ended_by(d.pop("ended_by"))

        def _parse_ended_by_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ended_by_name = _parse_ended_by_name(d.pop("ended_by_name"))

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        def _parse_ended_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ended_reason = _parse_ended_reason(d.pop("ended_reason"))

        override_request = cls(
            request_id=request_id,
            state=state,
            name=name,
            scope=scope,
            codes=codes,
            max_notional=max_notional,
            uses=uses,
            until=until,
            reason=reason,
            asked_by=asked_by,
            asked_by_name=asked_by_name,
            asked_at=asked_at,
            ends_at=ends_at,
            content_hash=content_hash,
            ended_by=ended_by,
            ended_by_name=ended_by_name,
            ended_at=ended_at,
            ended_reason=ended_reason,
        )

        return override_request
