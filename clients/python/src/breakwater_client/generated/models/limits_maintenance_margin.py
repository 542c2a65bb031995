from typing import Literal

LimitsMaintenanceMargin = Literal["off", "on"]

LIMITS_MAINTENANCE_MARGIN_VALUES: set[LimitsMaintenanceMargin] = {
    "off",
    "on",
}


def check_limits_maintenance_margin(value: str) -> LimitsMaintenanceMargin:
    if value in LIMITS_MAINTENANCE_MARGIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_MAINTENANCE_MARGIN_VALUES!r}")
