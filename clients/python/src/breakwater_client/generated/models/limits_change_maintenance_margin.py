from typing import Literal

LimitsChangeMaintenanceMargin = Literal["off", "on"]

LIMITS_CHANGE_MAINTENANCE_MARGIN_VALUES: set[LimitsChangeMaintenanceMargin] = {
    "off",
    "on",
}


def check_limits_change_maintenance_margin(value: str) -> LimitsChangeMaintenanceMargin:
    if value in LIMITS_CHANGE_MAINTENANCE_MARGIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIMITS_CHANGE_MAINTENANCE_MARGIN_VALUES!r}")
