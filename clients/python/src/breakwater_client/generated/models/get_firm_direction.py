from typing import Literal

GetFirmDirection = Literal["asc", "desc"]

GET_FIRM_DIRECTION_VALUES: set[GetFirmDirection] = {
    "asc",
    "desc",
}


def check_get_firm_direction(value: str) -> GetFirmDirection:
    if value in GET_FIRM_DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GET_FIRM_DIRECTION_VALUES!r}")
