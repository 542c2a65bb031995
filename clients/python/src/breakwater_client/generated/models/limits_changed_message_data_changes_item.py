from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="LimitsChangedMessageDataChangesItem")


@_attrs_define
class LimitsChangedMessageDataChangesItem:
    """
    Attributes:
        field (str):
        from_ (None | str):
        to (None | str):
        actor (str):
        reason (str):
        source (str):
    """

    field: str
    from_: None | str
    to: None | str
    actor: str
    reason: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        field = self.field

        from_: None | str
        from_ = self.from_

        to: None | str
        to = self.to

        actor = self.actor

        reason = self.reason

        source = self.source

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
                "from": from_,
                "to": to,
                "actor": actor,
                "reason": reason,
                "source": source,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
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

        limits_changed_message_data_changes_item = cls(
            field=field,
            from_=from_,
            to=to,
            actor=actor,
            reason=reason,
            source=source,
        )

        return limits_changed_message_data_changes_item
