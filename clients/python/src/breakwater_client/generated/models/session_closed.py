from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SessionClosed")


@_attrs_define
class SessionClosed:
    """
    Attributes:
        session_id (str):
        orders_canceling (int):
    """

    session_id: str
    orders_canceling: int

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        orders_canceling = self.orders_canceling

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "session_id": session_id,
                "orders_canceling": orders_canceling,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        orders_canceling = d.pop("orders_canceling")

        session_closed = cls(
            session_id=session_id,
            orders_canceling=orders_canceling,
        )

        return session_closed
