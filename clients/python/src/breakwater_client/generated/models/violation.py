from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity
from ..types import UNSET, Unset

T = TypeVar("T", bound="Violation")


@_attrs_define
class Violation:
    """
    Attributes:
        code (str):
        message (str):
        rule_id (str):
        rule_version (float):
        severity (Severity):
        limit (bool | float | str):
        observed (bool | float | str):
        scope (str | Unset): Where it was measured: `account:a1`, `firm/symbol:AAPL` ...
        limit_origin (str | Unset): Where the limit is set; `each account` when the account has none of its own
    """

    code: str
    message: str
    rule_id: str
    rule_version: float
    severity: Severity
    limit: bool | float | str
    observed: bool | float | str
    scope: str | Unset = UNSET
    limit_origin: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        rule_id = self.rule_id

        rule_version = self.rule_version

        severity: str = self.severity

        limit: bool | float | str
        limit = self.limit

        observed: bool | float | str
        observed = self.observed

        scope = self.scope

        limit_origin = self.limit_origin

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "message": message,
                "rule_id": rule_id,
                "rule_version": rule_version,
                "severity": severity,
                "limit": limit,
                "observed": observed,
            }
        )
        if scope is not UNSET:
            field_dict["scope"] = scope
        if limit_origin is not UNSET:
            field_dict["limit_origin"] = limit_origin

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        code = d.pop("code")

        message = d.pop("message")

        rule_id = d.pop("rule_id")

        rule_version = d.pop("rule_version")

        severity = check_severity(d.pop("severity"))

        def _parse_limit(data: object) -> bool | float | str:
            return cast(bool | float | str, data)

        limit = _parse_limit(d.pop("limit"))

        def _parse_observed(data: object) -> bool | float | str:
            return cast(bool | float | str, data)

        observed = _parse_observed(d.pop("observed"))

        scope = d.pop("scope", UNSET)

        limit_origin = d.pop("limit_origin", UNSET)

        violation = cls(
            code=code,
            message=message,
            rule_id=rule_id,
            rule_version=rule_version,
            severity=severity,
            limit=limit,
            observed=observed,
            scope=scope,
            limit_origin=limit_origin,
        )

        return violation
