from typing import Literal

LimitsChangeAccountType = Literal["cash", "margin"]

LIMITS_CHANGE_ACCOUNT_TYPE_VALUES: set[LimitsChangeAccountType] = {
    "cash",
    "margin",
}


def check_limits_change_account_type(value: str) -> LimitsChangeAccountType:
    if value in LIMITS_CHANGE_ACCOUNT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_ACCOUNT_TYPE_VALUES!r}")
