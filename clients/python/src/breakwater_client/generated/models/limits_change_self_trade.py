from typing import Literal

LimitsChangeSelfTrade = Literal["cancel_resting", "off", "refuse_new", "venue"]

LIMITS_CHANGE_SELF_TRADE_VALUES: set[LimitsChangeSelfTrade] = {
    "cancel_resting",
    "off",
    "refuse_new",
    "venue",
}


def check_limits_change_self_trade(value: str) -> LimitsChangeSelfTrade:
    if value in LIMITS_CHANGE_SELF_TRADE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_SELF_TRADE_VALUES!r}")
