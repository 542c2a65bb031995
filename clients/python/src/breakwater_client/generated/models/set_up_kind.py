from typing import Literal

SetUpKind = Literal["bootstrap", "invite", "reset"]

SET_UP_KIND_VALUES: set[SetUpKind] = {
    "bootstrap",
    "invite",
    "reset",
}


def check_set_up_kind(value: str) -> SetUpKind:
    if value in SET_UP_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_UP_KIND_VALUES!r}")
