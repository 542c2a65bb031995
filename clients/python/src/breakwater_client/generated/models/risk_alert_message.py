from __future__ import annotations

from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.risk_alert_message_data import RiskAlertMessageData


T = TypeVar("T", bound="RiskAlertMessage")


@_attrs_define
class RiskAlertMessage:
    """
    Attributes:
        type_ (Literal['RISK_ALERT']):
        data (RiskAlertMessageData):
        timestamp (int):
        id (str):
        account (None | str):
        ref (None | str):
    """

    type_: Literal["RISK_ALERT"]
    data: RiskAlertMessageData
    timestamp: int
    id: str
    account: None | str
    ref: None | str

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        data = self.data.to_dict()

        timestamp = self.timestamp

        id = self.id

        account: None | str
        account = self.account

        ref: None | str
        ref = self.ref

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
                "data": data,
                "timestamp": timestamp,
                "id": id,
                "account": account,
                "ref": ref,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.risk_alert_message_data import RiskAlertMessageData

        d = dict(src_dict)
        type_ = cast(Literal["RISK_ALERT"], d.pop("type"))
        if type_ != "RISK_ALERT":
            raise ValueError(f"type must match const 'RISK_ALERT', got '{type_}'")

        data = RiskAlertMessageData.from_dict(d.pop("data"))

        timestamp = d.pop("timestamp")

        id = d.pop("id")

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        def _parse_ref(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ref = _parse_ref(d.pop("ref"))

        risk_alert_message = cls(
            type_=type_,
            data=data,
            timestamp=timestamp,
            id=id,
            account=account,
            ref=ref,
        )

        return risk_alert_message
