from typing import Literal

ScopedLimitsChangeMaintenanceMargin = Literal["off", "on"]

SCOPED_LIMITS_CHANGE_MAINTENANCE_MARGIN_VALUES: set[ScopedLimitsChangeMaintenanceMargin] = {
    "off",
    "on",
}


def check_scoped_limits_change_maintenance_margin(value: str) -> ScopedLimitsChangeMaintenanceMargin:
    if value in SCOPED_LIMITS_CHANGE_MAINTENANCE_MARGIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SCOPED_LIMITS_CHANGE_MAINTENANCE_MARGIN_VALUES!r}")
