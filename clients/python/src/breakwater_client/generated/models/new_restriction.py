from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.new_restriction_mode import NewRestrictionMode, check_new_restriction_mode
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewRestriction")


@_attrs_define
class NewRestriction:
    """
    Attributes:
        symbol (str):
        mode (NewRestrictionMode):
        scope (str | Unset): firm, account:<id>, strategy:<name> or user:<name>
        from_ (datetime.datetime | Unset): Left out: from now on
        until (datetime.datetime | Unset): Left out: until it is taken away
        reason (str | Unset):
    """

    symbol: str
    mode: NewRestrictionMode
    scope: str | Unset = UNSET
    from_: datetime.datetime | Unset = UNSET
    until: datetime.datetime | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        mode: str = self.mode

        scope = self.scope

        from_: str | Unset = UNSET
        if not isinstance(self.from_, Unset):
            from_ = self.from_.isoformat()

        until: str | Unset = UNSET
        if not isinstance(self.until, Unset):
            until = self.until.isoformat()

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "mode": mode,
            }
        )
        if scope is not UNSET:
            field_dict["scope"] = scope
        if from_ is not UNSET:
            field_dict["from"] = from_
        if until is not UNSET:
            field_dict["until"] = until
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        mode = check_new_restriction_mode(d.pop("mode"))

        scope = d.pop("scope", UNSET)

        _from_ = d.pop("from", UNSET)
        from_: datetime.datetime | Unset
        if isinstance(_from_, Unset):
            from_ = UNSET
        else:
            from_ = datetime.datetime.fromisoformat(_from_)

        _until = d.pop("until", UNSET)
        until: datetime.datetime | Unset
        if isinstance(_until, Unset):
            until = UNSET
        else:
            until = datetime.datetime.fromisoformat(_until)

        reason = d.pop("reason", UNSET)

        new_restriction = cls(
            symbol=symbol,
            mode=mode,
            scope=scope,
            from_=from_,
            until=until,
            reason=reason,
        )

        return new_restriction
