from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.override_request import OverrideRequest


T = TypeVar("T", bound="OverrideRequests")


@_attrs_define
class OverrideRequests:
    """
    Attributes:
        requests (list[OverrideRequest]): Those that wait first, then the newest
        waiting_max (float): As many may wait at once
        version (float):
    """

    requests: list[OverrideRequest]
    waiting_max: float
    version: float

    def to_dict(self) -> dict[str, Any]:
        requests = []
        for requests_item_data in self.requests:
            requests_item = requests_item_data.to_dict()
            requests.append(requests_item)

        waiting_max = self.waiting_max

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "requests": requests,
                "waiting_max": waiting_max,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.override_request import OverrideRequest

        d = dict(src_dict)
        requests = []
        _requests = d.pop("requests")
        for requests_item_data in _requests:
            requests_item = OverrideRequest.from_dict(requests_item_data)

            requests.append(requests_item)

        waiting_max = d.pop("waiting_max")

        version = d.pop("version")

        override_requests = cls(
            requests=requests,
            waiting_max=waiting_max,
            version=version,
        )

        return override_requests
