from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.alert_route import AlertRoute


T = TypeVar("T", bound="AlertRoutes")


@_attrs_define
class AlertRoutes:
    """
    Attributes:
        routes (list[AlertRoute]):
        next_cursor (None):
    """

    routes: list[AlertRoute]
    next_cursor: None

    def to_dict(self) -> dict[str, Any]:
        routes = []
        for routes_item_data in self.routes:
            routes_item = routes_item_data.to_dict()
            routes.append(routes_item)

        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "routes": routes,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.alert_route import AlertRoute

        d = dict(src_dict)
        routes = []
        _routes = d.pop("routes")
        for routes_item_data in _routes:
            routes_item = AlertRoute.from_dict(routes_item_data)

            routes.append(routes_item)

        next_cursor = d.pop("next_cursor")

        alert_routes = cls(
            routes=routes,
            next_cursor=next_cursor,
        )

        return alert_routes
