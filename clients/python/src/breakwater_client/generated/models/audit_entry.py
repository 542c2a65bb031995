from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.audit_entry_outcome import AuditEntryOutcome, check_audit_entry_outcome

if TYPE_CHECKING:
    from ..models.audit_entry_actor import AuditEntryActor


T = TypeVar("T", bound="AuditEntry")


@_attrs_define
class AuditEntry:
    """
    Attributes:
        seq (float):
        at (str):
        actor (AuditEntryActor):
        action (str):
        object_ (str):
        outcome (AuditEntryOutcome):
        reason (None | str):
        before (Any):
        after (Any):
        change_id (None | str):
        config_version (float | None):
        request_id (None | str):
        prev (str):
        hash_ (str):
    """

    seq: float
    at: str
    actor: AuditEntryActor
    action: str
    object_: str
    outcome: AuditEntryOutcome
    reason: None | str
    before: Any
    after: Any
    change_id: None | str
    config_version: float | None
    request_id: None | str
    prev: str
    hash_: str

    def to_dict(self) -> dict[str, Any]:
        seq = self.seq

        at = self.at

        actor = self.actor.to_dict()

        action = self.action

        object_ = self.object_

        outcome: str = self.outcome

        reason: None | str
        reason = self.reason

        before = self.before

        after = self.after

        change_id: None | str
        change_id = self.change_id

        config_version: float | None
        config_version = self.config_version

        request_id: None | str
        request_id = self.request_id

        prev = self.prev

        hash_ = self.hash_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "seq": seq,
                "at": at,
                "actor": actor,
                "action": action,
                "object": object_,
                "outcome": outcome,
                "reason": reason,
                "before": before,
                "after": after,
                "change_id": change_id,
                "config_version": config_version,
                "request_id": request_id,
                "prev": prev,
                "hash": hash_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.audit_entry_actor import AuditEntryActor

        d = dict(src_dict)
        seq = d.pop("seq")

        at = d.pop("at")

        actor = AuditEntryActor.from_dict(d.pop("actor"))

        action = d.pop("action")

        object_ = d.pop("object")

        outcome = check_audit_entry_outcome(d.pop("outcome"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        before = d.pop("before")

        after = d.pop("after")

        def _parse_change_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        change_id = _parse_change_id(d.pop("change_id"))

        def _parse_config_version(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        config_version = _parse_config_version(d.pop("config_version"))

        def _parse_request_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        request_id = _parse_request_id(d.pop("request_id"))

        prev = d.pop("prev")

        hash_ = d.pop("hash")

        audit_entry = cls(
            seq=seq,
            at=at,
            actor=actor,
            action=action,
            object_=object_,
            outcome=outcome,
            reason=reason,
            before=before,
            after=after,
            change_id=change_id,
            config_version=config_version,
            request_id=request_id,
            prev=prev,
            hash_=hash_,
        )

        return audit_entry
