from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.firm_account_breaker import FirmAccountBreaker, check_firm_account_breaker

if TYPE_CHECKING:
    from ..models.firm_account_nearest_type_0 import FirmAccountNearestType0


T = TypeVar("T", bound="FirmAccount")


@_attrs_define
class FirmAccount:
    """
    Attributes:
        account (str):
        equity (float):
        total_pnl (float):
        realized_pnl (float):
        gross_exposure (float):
        leverage (float):
        open_orders (float):
        nearest (FirmAccountNearestType0 | None): The limit that is nearest to being used up, rates left out; null when
            nothing is used
        breaker (FirmAccountBreaker): What breakers of the account and the firm let pass
        locked (bool):
    """

    account: str
    equity: float
    total_pnl: float
    realized_pnl: float
    gross_exposure: float
    leverage: float
    open_orders: float
    nearest: FirmAccountNearestType0 | None
    breaker: FirmAccountBreaker
    locked: bool

    def to_dict(self) -> dict[str, Any]:
        from ..models.firm_account_nearest_type_0 import FirmAccountNearestType0

        account = self.account

        equity = self.equity

        total_pnl = self.total_pnl

        realized_pnl = self.realized_pnl

        gross_exposure = self.gross_exposure

        leverage = self.leverage

        open_orders = self.open_orders

        nearest: dict[str, Any] | None
        if isinstance(self.nearest, FirmAccountNearestType0):
            nearest = self.nearest.to_dict()
        else:
            nearest = self.nearest

        breaker: str = self.breaker

        locked = self.locked

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "equity": equity,
                "total_pnl": total_pnl,
                "realized_pnl": realized_pnl,
                "gross_exposure": gross_exposure,
                "leverage": leverage,
                "open_orders": open_orders,
                "nearest": nearest,
                "breaker": breaker,
                "locked": locked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.firm_account_nearest_type_0 import FirmAccountNearestType0

        d = dict(src_dict)
        account = d.pop("account")

        equity = d.pop("equity")

        total_pnl = d.pop("total_pnl")

        realized_pnl = d.pop("realized_pnl")

        gross_exposure = d.pop("gross_exposure")

        leverage = d.pop("leverage")

        open_orders = d.pop("open_orders")

        def _parse_nearest(data: object) -> FirmAccountNearestType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                nearest_type_0 = FirmAccountNearestType0.from_dict(data)

                return nearest_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FirmAccountNearestType0 | None, data)

        nearest = _parse_nearest(d.pop("nearest"))

        breaker = check_firm_account_breaker(d.pop("breaker"))

        locked = d.pop("locked")

        firm_account = cls(
            account=account,
            equity=equity,
            total_pnl=total_pnl,
            realized_pnl=realized_pnl,
            gross_exposure=gross_exposure,
            leverage=leverage,
            open_orders=open_orders,
            nearest=nearest,
            breaker=breaker,
            locked=locked,
        )

        return firm_account
