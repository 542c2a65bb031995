from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.breaker import Breaker
    from ..models.snapshot_message_data_alerts_item import SnapshotMessageDataAlertsItem
    from ..models.snapshot_message_data_pnl_item import SnapshotMessageDataPnlItem


T = TypeVar("T", bound="SnapshotMessageData")


@_attrs_define
class SnapshotMessageData:
    """
    Attributes:
        pnl (list[SnapshotMessageDataPnlItem]):
        circuit_breakers (list[Breaker]):
        alerts (list[SnapshotMessageDataAlertsItem]):
        resumed (bool):
    """

    pnl: list[SnapshotMessageDataPnlItem]
    circuit_breakers: list[Breaker]
    alerts: list[SnapshotMessageDataAlertsItem]
    resumed: bool

    def to_dict(self) -> dict[str, Any]:
        pnl = []
        for pnl_item_data in self.pnl:
            pnl_item = pnl_item_data.to_dict()
            pnl.append(pnl_item)

        circuit_breakers = []
        for circuit_breakers_item_data in self.circuit_breakers:
            circuit_breakers_item = circuit_breakers_item_data.to_dict()
            circuit_breakers.append(circuit_breakers_item)

        alerts = []
        for alerts_item_data in self.alerts:
            alerts_item = alerts_item_data.to_dict()
            alerts.append(alerts_item)

        resumed = self.resumed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "pnl": pnl,
                "circuit_breakers": circuit_breakers,
                "alerts": alerts,
                "resumed": resumed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.breaker import Breaker
        from ..models.snapshot_message_data_alerts_item import (
            SnapshotMessageDataAlertsItem,
        )
        from ..models.snapshot_message_data_pnl_item import SnapshotMessageDataPnlItem

        d = dict(src_dict)
        pnl = []
        _pnl = d.pop("pnl")
        for pnl_item_data in _pnl:
            pnl_item = SnapshotMessageDataPnlItem.from_dict(pnl_item_data)

            pnl.append(pnl_item)

        circuit_breakers = []
        _circuit_breakers = d.pop("circuit_breakers")
        for circuit_breakers_item_data in _circuit_breakers:
            circuit_breakers_item = Breaker.from_dict(circuit_breakers_item_data)

            circuit_breakers.append(circuit_breakers_item)

        alerts = []
        _alerts = d.pop("alerts")
        for alerts_item_data in _alerts:
            alerts_item = SnapshotMessageDataAlertsItem.from_dict(alerts_item_data)

            alerts.append(alerts_item)

        resumed = d.pop("resumed")

        snapshot_message_data = cls(
            pnl=pnl,
            circuit_breakers=circuit_breakers,
            alerts=alerts,
            resumed=resumed,
        )

        return snapshot_message_data
