from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.ready_gate import ReadyGate, check_ready_gate
from ..models.ready_status import ReadyStatus, check_ready_status
from ..types import UNSET, Unset

T = TypeVar("T", bound="Ready")


@_attrs_define
class Ready:
    """
    Attributes:
        status (ReadyStatus):
        redis (bool | Unset):
        live_state (bool | Unset):
        gate (ReadyGate | Unset):
        gate_active (bool | Unset):
        marks_fresh (bool | Unset):
        journal_fresh (bool | Unset):
        journal_lag_ms (float | None | Unset):
        config_version (float | None | Unset):
        postgres (bool | Unset):
        temporal (bool | Unset):
        live_events (bool | Unset):
        sockets (float | Unset):
    """

    status: ReadyStatus
    redis: bool | Unset = UNSET
    live_state: bool | Unset = UNSET
    gate: ReadyGate | Unset = UNSET
    gate_active: bool | Unset = UNSET
    marks_fresh: bool | Unset = UNSET
    journal_fresh: bool | Unset = UNSET
    journal_lag_ms: float | None | Unset = UNSET
    config_version: float | None | Unset = UNSET
    postgres: bool | Unset = UNSET
    temporal: bool | Unset = UNSET
    live_events: bool | Unset = UNSET
    sockets: float | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        status: str = self.status

        redis = self.redis

        live_state = self.live_state

        gate: str | Unset = UNSET
        if not isinstance(self.gate, Unset):
            gate = self.gate

        gate_active = self.gate_active

        marks_fresh = self.marks_fresh

        journal_fresh = self.journal_fresh

        journal_lag_ms: float | None | Unset
        if isinstance(self.journal_lag_ms, Unset):
            journal_lag_ms = UNSET
        else:
            journal_lag_ms = self.journal_lag_ms

        config_version: float | None | Unset
        if isinstance(self.config_version, Unset):
            config_version = UNSET
        else:
            config_version = self.config_version

        postgres = self.postgres

        temporal = self.temporal

        live_events = self.live_events

        sockets = self.sockets

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "status": status,
            }
        )
        if redis is not UNSET:
            field_dict["redis"] = redis
        if live_state is not UNSET:
            field_dict["live_state"] = live_state
        if gate is not UNSET:
            field_dict["gate"] = gate
        if gate_active is not UNSET:
            field_dict["gate_active"] = gate_active
        if marks_fresh is not UNSET:
            field_dict["marks_fresh"] = marks_fresh
        if journal_fresh is not UNSET:
            field_dict["journal_fresh"] = journal_fresh
        if journal_lag_ms is not UNSET:
            field_dict["journal_lag_ms"] = journal_lag_ms
        if config_version is not UNSET:
            field_dict["config_version"] = config_version
        if postgres is not UNSET:
            field_dict["postgres"] = postgres
        if temporal is not UNSET:
            field_dict["temporal"] = temporal
        if live_events is not UNSET:
            field_dict["live_events"] = live_events
        if sockets is not UNSET:
            field_dict["sockets"] = sockets

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        status = check_ready_status(d.pop("status"))

        redis = d.pop("redis", UNSET)

        live_state = d.pop("live_state", UNSET)

        _gate = d.pop("gate", UNSET)
        gate: ReadyGate | Unset
        if isinstance(_gate, Unset):
            gate = UNSET
        else:
            gate = check_ready_gate(_gate)

        gate_active = d.pop("gate_active", UNSET)

        marks_fresh = d.pop("marks_fresh", UNSET)

        journal_fresh = d.pop("journal_fresh", UNSET)

        def _parse_journal_lag_ms(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        journal_lag_ms = _parse_journal_lag_ms(d.pop("journal_lag_ms", UNSET))

        def _parse_config_version(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        config_version = _parse_config_version(d.pop("config_version", UNSET))

        postgres = d.pop("postgres", UNSET)

        temporal = d.pop("temporal", UNSET)

        live_events = d.pop("live_events", UNSET)

        sockets = d.pop("sockets", UNSET)

        ready = cls(
            status=status,
            redis=redis,
            live_state=live_state,
            gate=gate,
            gate_active=gate_active,
            marks_fresh=marks_fresh,
            journal_fresh=journal_fresh,
            journal_lag_ms=journal_lag_ms,
            config_version=config_version,
            postgres=postgres,
            temporal=temporal,
            live_events=live_events,
            sockets=sockets,
        )

        return ready
