from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.ready_gate import ReadyGate, check_ready_gate
from ..models.ready_status import ReadyStatus, check_ready_status

T = TypeVar("T", bound="Ready")


@_attrs_define
class Ready:
    """
    Attributes:
        status (ReadyStatus):
        redis (bool):
        live_state (bool):
        gate (ReadyGate):
        gate_active (bool):
        marks_fresh (bool):
        journal_fresh (bool):
        journal_lag_ms (float | None):
        config_version (float | None):
        postgres (bool):
        temporal (bool):
        live_events (bool):
        sockets (float):
    """

    status: ReadyStatus
    redis: bool
    live_state: bool
    gate: ReadyGate
    gate_active: bool
    marks_fresh: bool
    journal_fresh: bool
    journal_lag_ms: float | None
    config_version: float | None
    postgres: bool
    temporal: bool
    live_events: bool
    sockets: float

    def to_dict(self) -> dict[str, Any]:
        status: str = self.status

        redis = self.redis

        live_state = self.live_state

        gate: str = self.gate

        gate_active = self.gate_active

        marks_fresh = self.marks_fresh

        journal_fresh = self.journal_fresh

        journal_lag_ms: float | None
        journal_lag_ms = self.journal_lag_ms

        config_version: float | None
        config_version = self.config_version

        postgres = self.postgres

        temporal = self.temporal

        live_events = self.live_events

        sockets = self.sockets

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "status": status,
                "redis": redis,
                "live_state": live_state,
                "gate": gate,
                "gate_active": gate_active,
                "marks_fresh": marks_fresh,
                "journal_fresh": journal_fresh,
                "journal_lag_ms": journal_lag_ms,
                "config_version": config_version,
                "postgres": postgres,
                "temporal": temporal,
                "live_events": live_events,
                "sockets": sockets,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        status = check_ready_status(d.pop("status"))

        redis = d.pop("redis")

        live_state = d.pop("live_state")

        gate = check_ready_gate(d.pop("gate"))

        gate_active = d.pop("gate_active")

        marks_fresh = d.pop("marks_fresh")

        journal_fresh = d.pop("journal_fresh")

        def _parse_journal_lag_ms(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        journal_lag_ms = _parse_journal_lag_ms(d.pop("journal_lag_ms"))

        def _parse_config_version(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        config_version = _parse_config_version(d.pop("config_version"))

        postgres = d.pop("postgres")

        temporal = d.pop("temporal")

        live_events = d.pop("live_events")

        sockets = d.pop("sockets")

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
