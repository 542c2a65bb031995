from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProblemViolationsItem")


@_attrs_define
class ProblemViolationsItem:
    """
    Attributes:
        code (str):
        message (str):
        field (str | Unset): The field that it is about
        rule_id (str | Unset):
        rule_version (float | Unset):
        severity (str | Unset):
        limit (bool | float | str | Unset):
        observed (bool | float | str | Unset):
        scope (str | Unset): Where it was measured: `account:a1`, `firm/symbol:AAPL` ...
        limit_origin (str | Unset): Where the limit is set; `each account` when the account has none of its own
    """

    code: str
    message: str
    field: str | Unset = UNSET
    rule_id: str | Unset = UNSET
    rule_version: float | Unset = UNSET
    severity: str | Unset = UNSET
    limit: bool | float | str | Unset = UNSET
    observed: bool | float | str | Unset = UNSET
    scope: str | Unset = UNSET
    limit_origin: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        field = self.field

        rule_id = self.rule_id

        rule_version = self.rule_version

        severity = self.severity

        limit: bool | float | str | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        observed: bool | float | str | Unset
        if isinstance(self.observed, Unset):
            observed = UNSET
        else:
            observed = self.observed

        scope = self.scope

        limit_origin = self.limit_origin

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "message": message,
            }
        )
        if field is not UNSET:
            field_dict["field"] = field
        if rule_id is not UNSET:
            field_dict["rule_id"] = rule_id
        if rule_version is not UNSET:
            field_dict["rule_version"] = rule_version
        if severity is not UNSET:
            field_dict["severity"] = severity
        if limit is not UNSET:
            field_dict["limit"] = limit
        if observed is not UNSET:
            field_dict["observed"] = observed
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

        field = d.pop("field", UNSET)

        rule_id = d.pop("rule_id", UNSET)

        rule_version = d.pop("rule_version", UNSET)

        severity = d.pop("severity", UNSET)

        def _parse_limit(data: object) -> bool | float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(bool | float | str | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_observed(data: object) -> bool | float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(bool | float | str | Unset, data)

        observed = _parse_observed(d.pop("observed", UNSET))

        scope = d.pop("scope", UNSET)

        limit_origin = d.pop("limit_origin", UNSET)

        problem_violations_item = cls(
            code=code,
            message=message,
            field=field,
            rule_id=rule_id,
            rule_version=rule_version,
            severity=severity,
            limit=limit,
            observed=observed,
            scope=scope,
            limit_origin=limit_origin,
        )

        return problem_violations_item
