from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.severity import Severity, check_severity

T = TypeVar("T", bound="RuleResult")


@_attrs_define
class RuleResult:
    """
    Attributes:
        id (str):
        version (float):
        title (str):
        reason_code (str):
        severity (Severity):
        in_words (str):
        passed (bool):
        observed (bool | float | str):
        limit (bool | float | str):
        observed_meaning (str):
        limit_meaning (str):
        unit (str):
        message (None | str):
    """

    id: str
    version: float
    title: str
    reason_code: str
    severity: Severity
    in_words: str
    passed: bool
    observed: bool | float | str
    limit: bool | float | str
    observed_meaning: str
    limit_meaning: str
    unit: str
    message: None | str

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        version = self.version

        title = self.title

        reason_code = self.reason_code

        severity: str = self.severity

        in_words = self.in_words

        passed = self.passed

        observed: bool | float | str
        observed = self.observed

        limit: bool | float | str
        limit = self.limit

        observed_meaning = self.observed_meaning

        limit_meaning = self.limit_meaning

        unit = self.unit

        message: None | str
        message = self.message

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "version": version,
                "title": title,
                "reason_code": reason_code,
                "severity": severity,
                "in_words": in_words,
                "passed": passed,
                "observed": observed,
                "limit": limit,
                "observed_meaning": observed_meaning,
                "limit_meaning": limit_meaning,
                "unit": unit,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = d.pop("id")

        version = d.pop("version")

        title = d.pop("title")

        reason_code = d.pop("reason_code")

        severity = check_severity(d.pop("severity"))

        in_words = d.pop("in_words")

        passed = d.pop("passed")

        def _parse_observed(data: object) -> bool | float | str:
            return cast(bool | float | str, data)

        observed = _parse_observed(d.pop("observed"))

        def _parse_limit(data: object) -> bool | float | str:
            return cast(bool | float | str, data)

        limit = _parse_limit(d.pop("limit"))

        observed_meaning = d.pop("observed_meaning")

        limit_meaning = d.pop("limit_meaning")

        unit = d.pop("unit")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        rule_result = cls(
            id=id,
            version=version,
            title=title,
            reason_code=reason_code,
            severity=severity,
            in_words=in_words,
            passed=passed,
            observed=observed,
            limit=limit,
            observed_meaning=observed_meaning,
            limit_meaning=limit_meaning,
            unit=unit,
            message=message,
        )

        return rule_result
