from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="OpenSessionsSessionsItem")


@_attrs_define
class OpenSessionsSessionsItem:
    """
    Attributes:
        session_id (str):
        account (str):
        silent_seconds (int):
        grace_seconds (int):
        include_gtc (bool):
        keep_reducing (bool):
        opened_by (str):
        heard_at (datetime.datetime):
        open_orders (int):
    """

    session_id: str
    account: str
    silent_seconds: int
    grace_seconds: int
    include_gtc: bool
    keep_reducing: bool
    opened_by: str
    heard_at: datetime.datetime
    open_orders: int

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        account = self.account

        silent_seconds = self.silent_seconds

        grace_seconds = self.grace_seconds

        include_gtc = self.include_gtc

        keep_reducing = self.keep_reducing

        opened_by = self.opened_by

        heard_at = self.heard_at.isoformat()

        open_orders = self.open_orders

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "session_id": session_id,
                "account": account,
                "silent_seconds": silent_seconds,
                "grace_seconds": grace_seconds,
                "include_gtc": include_gtc,
                "keep_reducing": keep_reducing,
                "opened_by": opened_by,
                "heard_at": heard_at,
                "open_orders": open_orders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        account = d.pop("account")

        silent_seconds = d.pop("silent_seconds")

        grace_seconds = d.pop("grace_seconds")

        include_gtc = d.pop("include_gtc")

        keep_reducing = d.pop("keep_reducing")

        opened_by = d.pop("opened_by")

        heard_at = datetime.datetime.fromisoformat(d.pop("heard_at"))

        open_orders = d.pop("open_orders")

        open_sessions_sessions_item = cls(
            session_id=session_id,
            account=account,
            silent_seconds=silent_seconds,
            grace_seconds=grace_seconds,
            include_gtc=include_gtc,
            keep_reducing=keep_reducing,
            opened_by=opened_by,
            heard_at=heard_at,
            open_orders=open_orders,
        )

        return open_sessions_sessions_item
