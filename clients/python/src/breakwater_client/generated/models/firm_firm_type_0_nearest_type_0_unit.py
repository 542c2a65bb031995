from typing import Literal

FirmFirmType0NearestType0Unit = Literal["dollars", "orders", "percent", "ratio", "seconds", "units"]

FIRM_FIRM_TYPE_0_NEAREST_TYPE_0_UNIT_VALUES: set[FirmFirmType0NearestType0Unit] = {
    "dollars",
    "orders",
    "percent",
    "ratio",
    "seconds",
    "units",
}


def check_firm_firm_type_0_nearest_type_0_unit(value: str) -> FirmFirmType0NearestType0Unit:
    if value in FIRM_FIRM_TYPE_0_NEAREST_TYPE_0_UNIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIRM_FIRM_TYPE_0_NEAREST_TYPE_0_UNIT_VALUES!r}")
