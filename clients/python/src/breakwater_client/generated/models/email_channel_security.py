from typing import Literal

EmailChannelSecurity = Literal["none", "starttls", "tls"]

EMAIL_CHANNEL_SECURITY_VALUES: set[EmailChannelSecurity] = {
    "none",
    "starttls",
    "tls",
}


def check_email_channel_security(value: str) -> EmailChannelSecurity:
    if value in EMAIL_CHANNEL_SECURITY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMAIL_CHANNEL_SECURITY_VALUES!r}")
