from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

from ..models.email_channel_security import (
    EmailChannelSecurity,
    check_email_channel_security,
)

T = TypeVar("T", bound="EmailChannel")


@_attrs_define
class EmailChannel:
    """
    Attributes:
        kind (Literal['email']):
        host (str):
        port (int):
        security (EmailChannelSecurity): `tls` from the first byte (port 465), `starttls` before anything is said (587),
            `none` inside a network of your own
        username (None | str):
        from_ (str):
        to (list[str]):
    """

    kind: Literal["email"]
    host: str
    port: int
    security: EmailChannelSecurity
    username: None | str
    from_: str
    to: list[str]

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        host = self.host

        port = self.port

        security: str = self.security

        username: None | str
        username = self.username

        from_ = self.from_

        to = self.to

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "host": host,
                "port": port,
                "security": security,
                "username": username,
                "from": from_,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        kind = cast(Literal["email"], d.pop("kind"))
        if kind != "email":
            raise ValueError(f"kind must match const 'email', got '{kind}'")

        host = d.pop("host")

        port = d.pop("port")

        security = check_email_channel_security(d.pop("security"))

        def _parse_username(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        username = _parse_username(d.pop("username"))

        from_ = d.pop("from")

        to = cast(list[str], d.pop("to"))

        email_channel = cls(
            kind=kind,
            host=host,
            port=port,
            security=security,
            username=username,
            from_=from_,
            to=to,
        )

        return email_channel
