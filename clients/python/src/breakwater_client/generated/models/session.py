from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Session")


@_attrs_define
class Session:
    """
    Attributes:
        session_id (str):
        current (bool):
        started_at (datetime.datetime):
        seen_at (datetime.datetime):
        strength (str):
        address (str):
        agent (str):
    """

    session_id: str
    current: bool
    started_at: datetime.datetime
    seen_at: datetime.datetime
    strength: str
    address: str
    agent: str

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        current = self.current

        started_at = self.started_at.isoformat()

        seen_at = self.seen_at.isoformat()

        strength = self.strength

        address = self.address

        agent = self.agent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "session_id": session_id,
                "current": current,
                "started_at": started_at,
                "seen_at": seen_at,
                "strength": strength,
                "address": address,
                "agent": agent,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        current = d.pop("current")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        seen_at = datetime.datetime.fromisoformat(d.pop("seen_at"))

        strength = d.pop("strength")

        address = d.pop("address")

        agent = d.pop("agent")

        session = cls(
            session_id=session_id,
            current=current,
            started_at=started_at,
            seen_at=seen_at,
            strength=strength,
            address=address,
            agent=agent,
        )

        return session
