from typing import Literal

LimitsToTryMaintenanceMargin = Literal["off", "on"]

LIMITS_TO_TRY_MAINTENANCE_MARGIN_VALUES: set[LimitsToTryMaintenanceMargin] = {
    "off",
    "on",
}


def check_limits_to_try_maintenance_margin(value: str) -> LimitsToTryMaintenanceMargin:
    if value in LIMITS_TO_TRY_MAINTENANCE_MARGIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_TO_TRY_MAINTENANCE_MARGIN_VALUES!r}")
