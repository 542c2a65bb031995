from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

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
    """

    code: str
    message: str
    rule_id: str
    rule_version: float
    severity: Severity
    limit: bool | float | str
    observed: bool | float | str

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

        violation = cls(
            code=code,
            message=message,
            rule_id=rule_id,
            rule_version=rule_version,
            severity=severity,
            limit=limit,
            observed=observed,
        )

        return violation
