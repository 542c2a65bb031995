from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="PasskeysPasskeysItem")


@_attrs_define
class PasskeysPasskeysItem:
    """
    Attributes:
        passkey_id (str):
        label (str):
        created_at (datetime.datetime):
        used_at (datetime.datetime | None):
    """

    passkey_id: str
    label: str
    created_at: datetime.datetime
    used_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        passkey_id = self.passkey_id

        label = self.label

        created_at = self.created_at.isoformat()

        used_at: None | str
        if isinstance(self.used_at, datetime.datetime):
            used_at = self.used_at.isoformat()
        else:
            used_at = self.used_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "passkey_id": passkey_id,
                "label": label,
                "created_at": created_at,
                "used_at": used_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        passkey_id = d.pop("passkey_id")

        label = d.pop("label")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_used_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                used_at_type_0 = datetime.datetime.fromisoformat(data)

                return used_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        used_at = _parse_used_at(d.pop("used_at"))

        passkeys_passkeys_item = cls(
            passkey_id=passkey_id,
            label=label,
            created_at=created_at,
            used_at=used_at,
        )

        return passkeys_passkeys_item
