from typing import Literal

PasskeySignInResponseType = Literal["public-key"]

PASSKEY_SIGN_IN_RESPONSE_TYPE_VALUES: set[PasskeySignInResponseType] = {
    "public-key",
}


def check_passkey_sign_in_response_type(value: str) -> PasskeySignInResponseType:
    if value in PASSKEY_SIGN_IN_RESPONSE_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PASSKEY_SIGN_IN_RESPONSE_TYPE_VALUES!r}")
