from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="Done")


@_attrs_define
class Done:
    """
    Attributes:
        done (bool):
    """

    done: bool

    def to_dict(self) -> dict[str, Any]:
        done = self.done

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "done": done,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        done = d.pop("done")

        done = cls(
            done=done,
        )

        return done
