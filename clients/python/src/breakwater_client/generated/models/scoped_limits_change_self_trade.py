from typing import Literal

ScopedLimitsChangeSelfTrade = Literal["cancel_resting", "off", "refuse_new", "venue"]

SCOPED_LIMITS_CHANGE_SELF_TRADE_VALUES: set[ScopedLimitsChangeSelfTrade] = {
    "cancel_resting",
    "off",
    "refuse_new",
    "venue",
}


def check_scoped_limits_change_self_trade(value: str) -> ScopedLimitsChangeSelfTrade:
    if value in SCOPED_LIMITS_CHANGE_SELF_TRADE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_SELF_TRADE_VALUES!r}")
