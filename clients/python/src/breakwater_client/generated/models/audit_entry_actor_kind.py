from typing import Literal

AuditEntryActorKind = Literal["key", "person", "system"]

AUDIT_ENTRY_ACTOR_KIND_VALUES: set[AuditEntryActorKind] = {
    "key",
    "person",
    "system",
}


def check_audit_entry_actor_kind(value: str) -> AuditEntryActorKind:
    if value in AUDIT_ENTRY_ACTOR_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AUDIT_ENTRY_ACTOR_KIND_VALUES!r}")
