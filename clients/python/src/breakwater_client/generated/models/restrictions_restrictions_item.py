from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.restrictions_restrictions_item_mode import (
    RestrictionsRestrictionsItemMode,
    check_restrictions_restrictions_item_mode,
)

T = TypeVar("T", bound="RestrictionsRestrictionsItem")


@_attrs_define
class RestrictionsRestrictionsItem:
    """
    Attributes:
        name (str):
        symbol (str):
        scope (str):
        mode (RestrictionsRestrictionsItemMode):
        from_ (datetime.datetime):
        until (datetime.datetime | None):
        reason (str):
    """

    name: str
    symbol: str
    scope: str
    mode: RestrictionsRestrictionsItemMode
    from_: datetime.datetime
    until: datetime.datetime | None
    reason: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        symbol = self.symbol

        scope = self.scope

        mode: str = self.mode

        from_ = self.from_.isoformat()

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "symbol": symbol,
                "scope": scope,
                "mode": mode,
                "from": from_,
                "until": until,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        symbol = d.pop("symbol")

        scope = d.pop("scope")

        mode = check_restrictions_restrictions_item_mode(d.pop("mode"))

        from_ = datetime.datetime.fromisoformat(d.pop("from"))

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

        reason = d.pop("reason")

        restrictions_restrictions_item = cls(
            name=name,
            symbol=symbol,
            scope=scope,
            mode=mode,
            from_=from_,
            until=until,
            reason=reason,
        )

        return restrictions_restrictions_item
