from typing import Literal

ScopedLimitsChangeAccountType = Literal["cash", "margin"]

SCOPED_LIMITS_CHANGE_ACCOUNT_TYPE_VALUES: set[ScopedLimitsChangeAccountType] = {
    "cash",
    "margin",
}


def check_scoped_limits_change_account_type(value: str) -> ScopedLimitsChangeAccountType:
    if value in SCOPED_LIMITS_CHANGE_ACCOUNT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_ACCOUNT_TYPE_VALUES!r}")
