from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="Locate")


@_attrs_define
class Locate:
    """
    Attributes:
        account (None | str): Null: of the firm
        symbol (str):
        day (str):
        located (float):
        shorted (float):
    """

    account: None | str
    symbol: str
    day: str
    located: float
    shorted: float

    def to_dict(self) -> dict[str, Any]:
        account: None | str
        account = self.account

        symbol = self.symbol

        day = self.day

        located = self.located

        shorted = self.shorted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "symbol": symbol,
                "day": day,
                "located": located,
                "shorted": shorted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        symbol = d.pop("symbol")

        day = d.pop("day")

        located = d.pop("located")

        shorted = d.pop("shorted")

        locate = cls(
            account=account,
            symbol=symbol,
            day=day,
            located=located,
            shorted=shorted,
        )

        return locate
