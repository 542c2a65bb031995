from typing import Literal

LimitsToTryAccountType = Literal["cash", "margin"]

LIMITS_TO_TRY_ACCOUNT_TYPE_VALUES: set[LimitsToTryAccountType] = {
    "cash",
    "margin",
}


def check_limits_to_try_account_type(value: str) -> LimitsToTryAccountType:
    if value in LIMITS_TO_TRY_ACCOUNT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_ACCOUNT_TYPE_VALUES!r}")
