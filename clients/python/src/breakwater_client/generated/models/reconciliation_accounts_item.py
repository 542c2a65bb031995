from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.reconciliation_accounts_item_differences_type_0_item import (
        ReconciliationAccountsItemDifferencesType0Item,
    )


T = TypeVar("T", bound="ReconciliationAccountsItem")


@_attrs_define
class ReconciliationAccountsItem:
    """
    Attributes:
        account (str):
        account_number (str): The broker's own
        live (bool): Real money
        ready (bool):
        not_ready (None | str): Why no order is let through; null: it is ready
        requests_left (float | None):
        last_event_at (datetime.datetime | None):
        seen_at (datetime.datetime):
        confirmed (bool): The differences were the same at two looks in a row
        differences (list[ReconciliationAccountsItemDifferencesType0Item] | None): Dollars for cash, units for a
            position and for what working orders may still buy or sell; null while the broker cannot be asked
    """

    account: str
    account_number: str
    live: bool
    ready: bool
    not_ready: None | str
    requests_left: float | None
    last_event_at: datetime.datetime | None
    seen_at: datetime.datetime
    confirmed: bool
    differences: list[ReconciliationAccountsItemDifferencesType0Item] | None

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        account_number = self.account_number

        live = self.live

        ready = self.ready

        not_ready: None | str
        not_ready = self.not_ready

        requests_left: float | None
        requests_left = self.requests_left

        last_event_at: None | str
        if isinstance(self.last_event_at, datetime.datetime):
            last_event_at = self.last_event_at.isoformat()
        else:
            last_event_at = self.last_event_at

        seen_at = self.seen_at.isoformat()

        confirmed = self.confirmed

        differences: list[dict[str, Any]] | None
        if isinstance(self.differences, list):
            differences = []
            for differences_type_0_item_data in self.differences:
                differences_type_0_item = differences_type_0_item_data.to_dict()
                differences.append(differences_type_0_item)

        else:
            differences = self.differences

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "account_number": account_number,
                "live": live,
                "ready": ready,
                "not_ready": not_ready,
                "requests_left": requests_left,
                "last_event_at": last_event_at,
                "seen_at": seen_at,
                "confirmed": confirmed,
                "differences": differences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.reconciliation_accounts_item_differences_type_0_item import (
            ReconciliationAccountsItemDifferencesType0Item,
        )

        d = dict(src_dict)
        account = d.pop("account")

        account_number = d.pop("account_number")

        live = d.pop("live")

        ready = d.pop("ready")

        def _parse_not_ready(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        not_ready = _parse_not_ready(d.pop("not_ready"))

        def _parse_requests_left(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        requests_left = _parse_requests_left(d.pop("requests_left"))

        def _parse_last_event_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_event_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_event_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_event_at = _parse_last_event_at(d.pop("last_event_at"))

        seen_at = datetime.datetime.fromisoformat(d.pop("seen_at"))

        confirmed = d.pop("confirmed")

        def _parse_differences(data: object) -> list[ReconciliationAccountsItemDifferencesType0Item] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                differences_type_0 = []
                _differences_type_0 = data
                for differences_type_0_item_data in _differences_type_0:
                    differences_type_0_item = ReconciliationAccountsItemDifferencesType0Item.from_dict(
                        differences_type_0_item_data
                    )

                    differences_type_0.append(differences_type_0_item)

                return differences_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ReconciliationAccountsItemDifferencesType0Item] | None, data)

        differences = _parse_differences(d.pop("differences"))

        reconciliation_accounts_item = cls(
            account=account,
            account_number=account_number,
            live=live,
            ready=ready,
            not_ready=not_ready,
            requests_left=requests_left,
            last_event_at=last_event_at,
            seen_at=seen_at,
            confirmed=confirmed,
            differences=differences,
        )

        return reconciliation_accounts_item
