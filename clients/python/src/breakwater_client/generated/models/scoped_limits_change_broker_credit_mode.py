from typing import Literal

ScopedLimitsChangeBrokerCreditMode = Literal["gross", "net"]

SCOPED_LIMITS_CHANGE_BROKER_CREDIT_MODE_VALUES: set[ScopedLimitsChangeBrokerCreditMode] = {
    "gross",
    "net",
}


def check_scoped_limits_change_broker_credit_mode(value: str) -> ScopedLimitsChangeBrokerCreditMode:
    if value in SCOPED_LIMITS_CHANGE_BROKER_CREDIT_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_BROKER_CREDIT_MODE_VALUES!r}")
