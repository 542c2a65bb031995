from typing import Literal

LimitsAccountType = Literal["cash", "margin"]

LIMITS_ACCOUNT_TYPE_VALUES: set[LimitsAccountType] = {
    "cash",
    "margin",
}


def check_limits_account_type(value: str) -> LimitsAccountType:
    if value in LIMITS_ACCOUNT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_ACCOUNT_TYPE_VALUES!r}")
