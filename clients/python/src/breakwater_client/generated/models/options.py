from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.options_options import OptionsOptions


T = TypeVar("T", bound="Options")


@_attrs_define
class Options:
    """
    Attributes:
        attempt (None | str):
        options (OptionsOptions): For navigator.credentials
    """

    attempt: None | str
    options: OptionsOptions

    def to_dict(self) -> dict[str, Any]:
        attempt: None | str
        attempt = self.attempt

        options = self.options.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "attempt": attempt,
                "options": options,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.options_options import OptionsOptions

        d = dict(src_dict)

        def _parse_attempt(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        attempt = _parse_attempt(d.pop("attempt"))

        options = OptionsOptions.from_dict(d.pop("options"))

        options = cls(
            attempt=attempt,
            options=options,
        )

        return options
