from typing import Literal

ScopedLimitsChangeBrokerCreditOnBreach = Literal["cancel_and_halt", "reduce_only", "refuse"]

SCOPED_LIMITS_CHANGE_BROKER_CREDIT_ON_BREACH_VALUES: set[ScopedLimitsChangeBrokerCreditOnBreach] = {
    "cancel_and_halt",
    "reduce_only",
    "refuse",
}


def check_scoped_limits_change_broker_credit_on_breach(value: str) -> ScopedLimitsChangeBrokerCreditOnBreach:
    if value in SCOPED_LIMITS_CHANGE_BROKER_CREDIT_ON_BREACH_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_BROKER_CREDIT_ON_BREACH_VALUES!r}"
    )
