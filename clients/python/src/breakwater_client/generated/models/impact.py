from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.impact_by_code_item import ImpactByCodeItem
    from ..models.impact_examples_item import ImpactExamplesItem


T = TypeVar("T", bound="Impact")


@_attrs_define
class Impact:
    """
    Attributes:
        looked_at (float):
        truncated (bool):
        since (datetime.datetime):
        accepted_in_force (float):
        accepted_proposed (float):
        newly_refused (float):
        newly_accepted (float):
        by_code (list[ImpactByCodeItem]):
        examples (list[ImpactExamplesItem]):
    """

    looked_at: float
    truncated: bool
    since: datetime.datetime
    accepted_in_force: float
    accepted_proposed: float
    newly_refused: float
    newly_accepted: float
    by_code: list[ImpactByCodeItem]
    examples: list[ImpactExamplesItem]

    def to_dict(self) -> dict[str, Any]:
        looked_at = self.looked_at

        truncated = self.truncated

        since = self.since.isoformat()

        accepted_in_force = self.accepted_in_force

        accepted_proposed = self.accepted_proposed

        newly_refused = self.newly_refused

        newly_accepted = self.newly_accepted

        by_code = []
        for by_code_item_data in self.by_code:
            by_code_item = by_code_item_data.to_dict()
            by_code.append(by_code_item)

        examples = []
        for examples_item_data in self.examples:
            examples_item = examples_item_data.to_dict()
            examples.append(examples_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "looked_at": looked_at,
                "truncated": truncated,
                "since": since,
                "accepted_in_force": accepted_in_force,
                "accepted_proposed": accepted_proposed,
                "newly_refused": newly_refused,
                "newly_accepted": newly_accepted,
                "by_code": by_code,
                "examples": examples,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.impact_by_code_item import ImpactByCodeItem
        from ..models.impact_examples_item import ImpactExamplesItem

        d = dict(src_dict)
        looked_at = d.pop("looked_at")

        truncated = d.pop("truncated")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        accepted_in_force = d.pop("accepted_in_force")

        accepted_proposed = d.pop("accepted_proposed")

        newly_refused = d.pop("newly_refused")

        newly_accepted = d.pop("newly_accepted")

        by_code = []
        _by_code = d.pop("by_code")
        for by_code_item_data in _by_code:
            by_code_item = ImpactByCodeItem.from_dict(by_code_item_data)

            by_code.append(by_code_item)

        examples = []
        _examples = d.pop("examples")
        for examples_item_data in _examples:
            examples_item = ImpactExamplesItem.from_dict(examples_item_data)

            examples.append(examples_item)

        impact = cls(
            looked_at=looked_at,
            truncated=truncated,
            since=since,
            accepted_in_force=accepted_in_force,
            accepted_proposed=accepted_proposed,
            newly_refused=newly_refused,
            newly_accepted=newly_accepted,
            by_code=by_code,
            examples=examples,
        )

        return impact
