from typing import Literal

NewPasskeyResponseType = Literal["public-key"]

NEW_PASSKEY_RESPONSE_TYPE_VALUES: set[NewPasskeyResponseType] = {
    "public-key",
}


def check_new_passkey_response_type(value: str) -> NewPasskeyResponseType:
    if value in NEW_PASSKEY_RESPONSE_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NEW_PASSKEY_RESPONSE_TYPE_VALUES!r}")
