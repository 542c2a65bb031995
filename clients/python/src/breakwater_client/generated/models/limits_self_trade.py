from typing import Literal

LimitsSelfTrade = Literal["cancel_resting", "off", "refuse_new", "venue"]

LIMITS_SELF_TRADE_VALUES: set[LimitsSelfTrade] = {
    "cancel_resting",
    "off",
    "refuse_new",
    "venue",
}


def check_limits_self_trade(value: str) -> LimitsSelfTrade:
    if value in LIMITS_SELF_TRADE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_SELF_TRADE_VALUES!r}")
