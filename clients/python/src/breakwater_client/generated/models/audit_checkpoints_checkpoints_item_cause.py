from typing import Literal

AuditCheckpointsCheckpointsItemCause = Literal["closing", "day", "entries", "stop", "time"]

AUDIT_CHECKPOINTS_CHECKPOINTS_ITEM_CAUSE_VALUES: set[AuditCheckpointsCheckpointsItemCause] = {
    "closing",
    "day",
    "entries",
    "stop",
    "time",
}


def check_audit_checkpoints_checkpoints_item_cause(value: str) -> AuditCheckpointsCheckpointsItemCause:
    if value in AUDIT_CHECKPOINTS_CHECKPOINTS_ITEM_CAUSE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AUDIT_CHECKPOINTS_CHECKPOINTS_ITEM_CAUSE_VALUES!r}")
