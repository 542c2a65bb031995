from typing import Literal

FirmAccountNearestType0Unit = Literal["dollars", "orders", "percent", "ratio", "seconds", "units"]

FIRM_ACCOUNT_NEAREST_TYPE_0_UNIT_VALUES: set[FirmAccountNearestType0Unit] = {
    "dollars",
    "orders",
    "percent",
    "ratio",
    "seconds",
    "units",
}


def check_firm_account_nearest_type_0_unit(value: str) -> FirmAccountNearestType0Unit:
    if value in FIRM_ACCOUNT_NEAREST_TYPE_0_UNIT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIRM_ACCOUNT_NEAREST_TYPE_0_UNIT_VALUES!r}")
