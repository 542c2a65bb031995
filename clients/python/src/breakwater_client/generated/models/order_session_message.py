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
    from ..models.order_session_message_data import OrderSessionMessageData


T = TypeVar("T", bound="OrderSessionMessage")


@_attrs_define
class OrderSessionMessage:
    """
    Attributes:
        type_ (Literal['ORDER_SESSION']):
        data (OrderSessionMessageData):
        timestamp (int):
        id (str):
        account (None | str):
        ref (None | str):
    """

    type_: Literal["ORDER_SESSION"]
    data: OrderSessionMessageData
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
        from ..models.order_session_message_data import OrderSessionMessageData

        d = dict(src_dict)
        type_ = cast(Literal["ORDER_SESSION"], d.pop("type"))
        if type_ != "ORDER_SESSION":
            raise ValueError(f"type must match const 'ORDER_SESSION', got '{type_}'")

        data = OrderSessionMessageData.from_dict(d.pop("data"))

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

        order_session_message = cls(
            type_=type_,
            data=data,
            timestamp=timestamp,
            id=id,
            account=account,
            ref=ref,
        )

        return order_session_message
