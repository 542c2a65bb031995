from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.firm_firm_type_0_nearest_type_0 import FirmFirmType0NearestType0


T = TypeVar("T", bound="FirmFirmType0")


@_attrs_define
class FirmFirmType0:
    """
    Attributes:
        equity (float):
        total_pnl (float):
        realized_pnl (float):
        gross_exposure (float):
        leverage (float):
        open_orders (float):
        nearest (FirmFirmType0NearestType0 | None): The limit that is nearest to being used up, rates left out; null
            when nothing is used
    """

    equity: float
    total_pnl: float
    realized_pnl: float
    gross_exposure: float
    leverage: float
    open_orders: float
    nearest: FirmFirmType0NearestType0 | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.firm_firm_type_0_nearest_type_0 import FirmFirmType0NearestType0

        equity = self.equity

        total_pnl = self.total_pnl

        realized_pnl = self.realized_pnl

        gross_exposure = self.gross_exposure

        leverage = self.leverage

        open_orders = self.open_orders

        nearest: dict[str, Any] | None
        if isinstance(self.nearest, FirmFirmType0NearestType0):
            nearest = self.nearest.to_dict()
        else:
            nearest = self.nearest

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "equity": equity,
                "total_pnl": total_pnl,
                "realized_pnl": realized_pnl,
                "gross_exposure": gross_exposure,
                "leverage": leverage,
                "open_orders": open_orders,
                "nearest": nearest,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.firm_firm_type_0_nearest_type_0 import FirmFirmType0NearestType0

        d = dict(src_dict)
        equity = d.pop("equity")

        total_pnl = d.pop("total_pnl")

        realized_pnl = d.pop("realized_pnl")

        gross_exposure = d.pop("gross_exposure")

        leverage = d.pop("leverage")

        open_orders = d.pop("open_orders")

        def _parse_nearest(data: object) -> FirmFirmType0NearestType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                nearest_type_0 = FirmFirmType0NearestType0.from_dict(data)

                return nearest_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FirmFirmType0NearestType0 | None, data)

        nearest = _parse_nearest(d.pop("nearest"))

        firm_firm_type_0 = cls(
            equity=equity,
            total_pnl=total_pnl,
            realized_pnl=realized_pnl,
            gross_exposure=gross_exposure,
            leverage=leverage,
            open_orders=open_orders,
            nearest=nearest,
        )

        return firm_firm_type_0
