from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.key_secrets_item import KeySecretsItem


T = TypeVar("T", bound="Key")


@_attrs_define
class Key:
    """
    Attributes:
        key_id (str):
        owner (str):
        label (str):
        scopes (list[str]):
        accounts (list[str] | None):
        strategies (list[str] | None):
        symbols (list[str] | None):
        networks (list[str] | None):
        orders_per_second (int | None):
        created_at (datetime.datetime):
        created_by (str):
        expires_at (datetime.datetime):
        revoked_at (datetime.datetime | None):
        last_used_at (datetime.datetime | None):
        last_used_ending (None | str): The last characters of the secret that was used last
        secrets (list[KeySecretsItem]):
    """

    key_id: str
    owner: str
    label: str
    scopes: list[str]
    accounts: list[str] | None
    strategies: list[str] | None
    symbols: list[str] | None
    networks: list[str] | None
    orders_per_second: int | None
    created_at: datetime.datetime
    created_by: str
    expires_at: datetime.datetime
    revoked_at: datetime.datetime | None
    last_used_at: datetime.datetime | None
    last_used_ending: None | str
    secrets: list[KeySecretsItem]

    def to_dict(self) -> dict[str, Any]:
        key_id = self.key_id

        owner = self.owner

        label = self.label

        scopes = self.scopes

        accounts: list[str] | None
        if isinstance(self.accounts, list):
            accounts = self.accounts

        else:
            accounts = self.accounts

        strategies: list[str] | None
        if isinstance(self.strategies, list):
            strategies = self.strategies

        else:
            strategies = self.strategies

        symbols: list[str] | None
        if isinstance(self.symbols, list):
            symbols = self.symbols

        else:
            symbols = self.symbols

        networks: list[str] | None
        if isinstance(self.networks, list):
            networks = self.networks

        else:
            networks = self.networks

        orders_per_second: int | None
        orders_per_second = self.orders_per_second

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        expires_at = self.expires_at.isoformat()

        revoked_at: None | str
        if isinstance(self.revoked_at, datetime.datetime):
            revoked_at = self.revoked_at.isoformat()
        else:
            revoked_at = self.revoked_at

        last_used_at: None | str
        if isinstance(self.last_used_at, datetime.datetime):
            last_used_at = self.last_used_at.isoformat()
        else:
            last_used_at = self.last_used_at

        last_used_ending: None | str
        last_used_ending = self.last_used_ending

        secrets = []
        for secrets_item_data in self.secrets:
            secrets_item = secrets_item_data.to_dict()
            secrets.append(secrets_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key_id": key_id,
                "owner": owner,
                "label": label,
                "scopes": scopes,
                "accounts": accounts,
                "strategies": strategies,
                "symbols": symbols,
                "networks": networks,
                "orders_per_second": orders_per_second,
                "created_at": created_at,
                "created_by": created_by,
                "expires_at": expires_at,
                "revoked_at": revoked_at,
                "last_used_at": last_used_at,
                "last_used_ending": last_used_ending,
                "secrets": secrets,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.key_secrets_item import KeySecretsItem

        d = dict(src_dict)
        key_id = d.pop("key_id")

        owner = d.pop("owner")

        label = d.pop("label")

        scopes = cast(list[str], d.pop("scopes"))

        def _parse_accounts(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                accounts_type_0 = cast(list[str], data)

                return accounts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        accounts = _parse_accounts(d.pop("accounts"))

        def _parse_strategies(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                strategies_type_0 = cast(list[str], data)

                return strategies_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        strategies = _parse_strategies(d.pop("strategies"))

        def _parse_symbols(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                symbols_type_0 = cast(list[str], data)

                return symbols_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        symbols = _parse_symbols(d.pop("symbols"))

        def _parse_networks(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                networks_type_0 = cast(list[str], data)

                return networks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        networks = _parse_networks(d.pop("networks"))

        def _parse_orders_per_second(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        orders_per_second = _parse_orders_per_second(d.pop("orders_per_second"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        def _parse_revoked_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_at_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked_at = _parse_revoked_at(d.pop("revoked_at"))

        def _parse_last_used_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used_at = _parse_last_used_at(d.pop("last_used_at"))

        def _parse_last_used_ending(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_used_ending = _parse_last_used_ending(d.pop("last_used_ending"))

        secrets = []
        _secrets = d.pop("secrets")
        for secrets_item_data in _secrets:
            secrets_item = KeySecretsItem.from_dict(secrets_item_data)

            secrets.append(secrets_item)

        key = cls(
            key_id=key_id,
            owner=owner,
            label=label,
            scopes=scopes,
            accounts=accounts,
            strategies=strategies,
            symbols=symbols,
            networks=networks,
            orders_per_second=orders_per_second,
            created_at=created_at,
            created_by=created_by,
            expires_at=expires_at,
            revoked_at=revoked_at,
            last_used_at=last_used_at,
            last_used_ending=last_used_ending,
            secrets=secrets,
        )

        return key
