from typing import Literal

LimitsToTrySelfTrade = Literal["cancel_resting", "off", "refuse_new", "venue"]

LIMITS_TO_TRY_SELF_TRADE_VALUES: set[LimitsToTrySelfTrade] = {
    "cancel_resting",
    "off",
    "refuse_new",
    "venue",
}


def check_limits_to_try_self_trade(value: str) -> LimitsToTrySelfTrade:
    if value in LIMITS_TO_TRY_SELF_TRADE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_SELF_TRADE_VALUES!r}")
