from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.audit_entry_actor_kind import (
    AuditEntryActorKind,
    check_audit_entry_actor_kind,
)

T = TypeVar("T", bound="AuditEntryActor")


@_attrs_define
class AuditEntryActor:
    """
    Attributes:
        id (str):
        kind (AuditEntryActorKind):
        via (str):
        ip_ref (None | str):
        strength (str):
    """

    id: str
    kind: AuditEntryActorKind
    via: str
    ip_ref: None | str
    strength: str

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind: str = self.kind

        via = self.via

        ip_ref: None | str
        ip_ref = self.ip_ref

        strength = self.strength

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "via": via,
                "ip_ref": ip_ref,
                "strength": strength,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        kind = check_audit_entry_actor_kind(d.pop("kind"))

        via = d.pop("via")

        def _parse_ip_ref(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ip_ref = _parse_ip_ref(d.pop("ip_ref"))

        strength = d.pop("strength")

        audit_entry_actor = cls(
            id=id,
            kind=kind,
            via=via,
            ip_ref=ip_ref,
            strength=strength,
        )

        return audit_entry_actor
