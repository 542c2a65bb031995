from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewSession")


@_attrs_define
class NewSession:
    """
    Attributes:
        account (str | Unset):
        silent_seconds (int | Unset): How long it may be silent
        grace_seconds (int | Unset): How much longer it may take to come back
        include_gtc (bool | Unset): GTC and GTD orders are canceled too
        keep_reducing (bool | Unset): Orders that only close stay
    """

    account: str | Unset = UNSET
    silent_seconds: int | Unset = UNSET
    grace_seconds: int | Unset = UNSET
    include_gtc: bool | Unset = UNSET
    keep_reducing: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        silent_seconds = self.silent_seconds

        grace_seconds = self.grace_seconds

        include_gtc = self.include_gtc

        keep_reducing = self.keep_reducing

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if account is not UNSET:
            field_dict["account"] = account
        if silent_seconds is not UNSET:
            field_dict["silent_seconds"] = silent_seconds
        if grace_seconds is not UNSET:
            field_dict["grace_seconds"] = grace_seconds
        if include_gtc is not UNSET:
            field_dict["include_gtc"] = include_gtc
        if keep_reducing is not UNSET:
            field_dict["keep_reducing"] = keep_reducing

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account", UNSET)

        silent_seconds = d.pop("silent_seconds", UNSET)

        grace_seconds = d.pop("grace_seconds", UNSET)

        include_gtc = d.pop("include_gtc", UNSET)

        keep_reducing = d.pop("keep_reducing", UNSET)

        new_session = cls(
            account=account,
            silent_seconds=silent_seconds,
            grace_seconds=grace_seconds,
            include_gtc=include_gtc,
            keep_reducing=keep_reducing,
        )

        return new_session
