from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="LimitChange")


@_attrs_define
class LimitChange:
    """
    Attributes:
        version (float):
        field (str):
        from_ (None | str):
        to (None | str):
        actor (str):
        reason (str):
        source (str):
        changed_at (datetime.datetime):
    """

    version: float
    field: str
    from_: None | str
    to: None | str
    actor: str
    reason: str
    source: str
    changed_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        field = self.field

        from_: None | str
        from_ = self.from_

        to: None | str
        to = self.to

        actor = self.actor

        reason = self.reason

        source = self.source

        changed_at = self.changed_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "field": field,
                "from": from_,
                "to": to,
                "actor": actor,
                "reason": reason,
                "source": source,
                "changed_at": changed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        version = d.pop("version")

        field = d.pop("field")

        def _parse_from_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        from_ = _parse_from_(d.pop("from"))

        def _parse_to(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        to = _parse_to(d.pop("to"))

        actor = d.pop("actor")

        reason = d.pop("reason")

        source = d.pop("source")

        changed_at = datetime.datetime.fromisoformat(d.pop("changed_at"))

        limit_change = cls(
            version=version,
            field=field,
            from_=from_,
            to=to,
            actor=actor,
            reason=reason,
            source=source,
            changed_at=changed_at,
        )

        return limit_change
