from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="OverridesOverridesItem")


@_attrs_define
class OverridesOverridesItem:
    """
    Attributes:
        name (str):
        scope (str):
        codes (list[str]):
        max_notional (float):
        uses (float):
        used (float):
        from_ (datetime.datetime):
        until (datetime.datetime):
        made_by (str):
        agreed_by (None | str): The second person, of one of the firm
        reason (str):
    """

    name: str
    scope: str
    codes: list[str]
    max_notional: float
    uses: float
    used: float
    from_: datetime.datetime
    until: datetime.datetime
    made_by: str
    agreed_by: None | str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        scope = self.scope

        codes = self.codes

        max_notional = self.max_notional

        uses = self.uses

        used = self.used

        from_ = self.from_.isoformat()

        until = self.until.isoformat()

        made_by = self.made_by

        agreed_by: None | str
        agreed_by = self.agreed_by

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "scope": scope,
                "codes": codes,
                "max_notional": max_notional,
                "uses": uses,
                "used": used,
                "from": from_,
                "until": until,
                "made_by": made_by,
                "agreed_by": agreed_by,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        scope = d.pop("scope")

        codes = cast(list[str], d.pop("codes"))

        max_notional = d.pop("max_notional")

        uses = d.pop("uses")

        used = d.pop("used")

        from_ = datetime.datetime.fromisoformat(d.pop("from"))

        until = datetime.datetime.fromisoformat(d.pop("until"))

        made_by = d.pop("made_by")

        def _parse_agreed_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        agreed_by = _parse_agreed_by(d.pop("agreed_by"))

        reason = d.pop("reason")

        overrides_overrides_item = cls(
            name=name,
            scope=scope,
            codes=codes,
            max_notional=max_notional,
            uses=uses,
            used=used,
            from_=from_,
            until=until,
            made_by=made_by,
            agreed_by=agreed_by,
            reason=reason,
        )

        return overrides_overrides_item
