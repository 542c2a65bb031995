from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.firm_account import FirmAccount
    from ..models.firm_firm_type_0 import FirmFirmType0


T = TypeVar("T", bound="Firm")


@_attrs_define
class Firm:
    """
    Attributes:
        firm (FirmFirmType0 | None): All accounts together; null for who may see some accounts only
        accounts (list[FirmAccount]):
        total (float): Accounts that fit the search
    """

    firm: FirmFirmType0 | None
    accounts: list[FirmAccount]
    total: float

    def to_dict(self) -> dict[str, Any]:
        from ..models.firm_firm_type_0 import FirmFirmType0

        firm: dict[str, Any] | None
        if isinstance(self.firm, FirmFirmType0):
            firm = self.firm.to_dict()
        else:
            firm = self.firm

        accounts = []
        for accounts_item_data in self.accounts:
            accounts_item = accounts_item_data.to_dict()
            accounts.append(accounts_item)

        total = self.total

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "firm": firm,
                "accounts": accounts,
                "total": total,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.firm_account import FirmAccount
        from ..models.firm_firm_type_0 import FirmFirmType0

        d = dict(src_dict)

        def _parse_firm(data: object) -> FirmFirmType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                firm_type_0 = FirmFirmType0.from_dict(data)

                return firm_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FirmFirmType0 | None, data)

        firm = _parse_firm(d.pop("firm"))

        accounts = []
        _accounts = d.pop("accounts")
        for accounts_item_data in _accounts:
            accounts_item = FirmAccount.from_dict(accounts_item_data)

            accounts.append(accounts_item)

        total = d.pop("total")

        firm = cls(
            firm=firm,
            accounts=accounts,
            total=total,
        )

        return firm
