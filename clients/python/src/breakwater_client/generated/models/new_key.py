from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.new_key_scopes_item import NewKeyScopesItem, check_new_key_scopes_item
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewKey")


@_attrs_define
class NewKey:
    """
    Attributes:
        label (str):
        scopes (list[NewKeyScopesItem]):
        owner (str | Unset): The person behind it; yourself when left out
        accounts (list[str] | Unset):
        strategies (list[str] | Unset):
        symbols (list[str] | Unset):
        networks (list[str] | Unset):
        orders_per_second (int | Unset):
        expires_in_days (int | Unset):
    """

    label: str
    scopes: list[NewKeyScopesItem]
    owner: str | Unset = UNSET
    accounts: list[str] | Unset = UNSET
    strategies: list[str] | Unset = UNSET
    symbols: list[str] | Unset = UNSET
    networks: list[str] | Unset = UNSET
    orders_per_second: int | Unset = UNSET
    expires_in_days: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        label = self.label

        scopes = []
        for scopes_item_data in self.scopes:
            scopes_item: str = scopes_item_data
            scopes.append(scopes_item)

        owner = self.owner

        accounts: list[str] | Unset = UNSET
        if not isinstance(self.accounts, Unset):
            accounts = self.accounts

        strategies: list[str] | Unset = UNSET
        if not isinstance(self.strategies, Unset):
            strategies = self.strategies

        symbols: list[str] | Unset = UNSET
        if not isinstance(self.symbols, Unset):
            symbols = self.symbols

        networks: list[str] | Unset = UNSET
        if not isinstance(self.networks, Unset):
            networks = []
            for networks_item_data in self.networks:
                networks_item: str
                networks_item = networks_item_data
                networks.append(networks_item)

        orders_per_second = self.orders_per_second

        expires_in_days = self.expires_in_days

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "label": label,
                "scopes": scopes,
            }
        )
        if owner is not UNSET:
            field_dict["owner"] = owner
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if strategies is not UNSET:
            field_dict["strategies"] = strategies
        if symbols is not UNSET:
            field_dict["symbols"] = symbols
        if networks is not UNSET:
            field_dict["networks"] = networks
        if orders_per_second is not UNSET:
            field_dict["orders_per_second"] = orders_per_second
        if expires_in_days is not UNSET:
            field_dict["expires_in_days"] = expires_in_days

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        label = d.pop("label")

        scopes = []
        _scopes = d.pop("scopes")
        for scopes_item_data in _scopes:
            scopes_item = check_new_key_scopes_item(scopes_item_data)

            scopes.append(scopes_item)

        owner = d.pop("owner", UNSET)

        accounts = cast(list[str], d.pop("accounts", UNSET))

        strategies = cast(list[str], d.pop("strategies", UNSET))

        symbols = cast(list[str], d.pop("symbols", UNSET))

        _networks = d.pop("networks", UNSET)
        networks: list[str] | Unset = UNSET
        if _networks is not UNSET:
            networks = []
            for networks_item_data in _networks:

                def _parse_networks_item(data: object) -> str:
                    return cast(str, data)

                networks_item = _parse_networks_item(networks_item_data)

                networks.append(networks_item)

        orders_per_second = d.pop("orders_per_second", UNSET)

        expires_in_days = d.pop("expires_in_days", UNSET)

        new_key = cls(
            label=label,
            scopes=scopes,
            owner=owner,
            accounts=accounts,
            strategies=strategies,
            symbols=symbols,
            networks=networks,
            orders_per_second=orders_per_second,
            expires_in_days=expires_in_days,
        )

        return new_key
