from typing import Literal

FirmAccountBreaker = Literal["halt", "none", "reduce_only"]

FIRM_ACCOUNT_BREAKER_VALUES: set[FirmAccountBreaker] = {
    "halt",
    "none",
    "reduce_only",
}


def check_firm_account_breaker(value: str) -> FirmAccountBreaker:
    if value in FIRM_ACCOUNT_BREAKER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIRM_ACCOUNT_BREAKER_VALUES!r}")
