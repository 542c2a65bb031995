from typing import Literal

WaysToSignInAuth = Literal["local", "off", "oidc"]

WAYS_TO_SIGN_IN_AUTH_VALUES: set[WaysToSignInAuth] = {
    "local",
    "off",
    "oidc",
}


def check_ways_to_sign_in_auth(value: str) -> WaysToSignInAuth:
    if value in WAYS_TO_SIGN_IN_AUTH_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAYS_TO_SIGN_IN_AUTH_VALUES!r}")
