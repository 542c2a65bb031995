"""Live messages over the API's WebSocket."""

import json
import random
import sys
import time
from collections.abc import Generator, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from .errors import NoAnswerError
from .generated.models import (
    CircuitBreakerMessage,
    ErrorMessage,
    LimitsChangedMessage,
    OrderUpdateMessage,
    PnlUpdateMessage,
    ResumedMessage,
    RiskAlertMessage,
    SnapshotMessage,
)

EventType = Literal["PNL_UPDATE", "RISK_ALERT", "CIRCUIT_BREAKER", "ORDER_UPDATE", "LIMITS_CHANGED"]

LiveMessage = (
    PnlUpdateMessage
    | RiskAlertMessage
    | CircuitBreakerMessage
    | OrderUpdateMessage
    | LimitsChangedMessage
    | SnapshotMessage
    | ResumedMessage
    | ErrorMessage
)

_MESSAGES: dict[str, Any] = {
    "PNL_UPDATE": PnlUpdateMessage,
    "RISK_ALERT": RiskAlertMessage,
    "CIRCUIT_BREAKER": CircuitBreakerMessage,
    "ORDER_UPDATE": OrderUpdateMessage,
    "LIMITS_CHANGED": LimitsChangedMessage,
    "SNAPSHOT": SnapshotMessage,
    "RESUMED": ResumedMessage,
    "ERROR": ErrorMessage,
}

_FIRST_MESSAGE_S = 10.0
_FIRST_WAIT_S = 0.25
_LONGEST_WAIT_S = 5.0
# A snapshot has the P&L of every account.
_MESSAGE_BYTES_MAX = 64 * 1024 * 1024


def live_messages(
    url: str, *, accounts: Sequence[str] | None, types: Sequence[EventType] | None, since: str | None
) -> Generator[LiveMessage, None, None]:
    """See Breakwater.live. A peer that answers no ping for 20 s is given up, and the messages resume."""
    connected_once = False
    wait_s = _FIRST_WAIT_S
    while True:
        choice = {"since": since, "account": ",".join(accounts or ()), "types": ",".join(types or ())}
        query = urlencode({name: value for name, value in choice.items() if value})
        address = f"ws{url.removeprefix('http')}/ws?{query}"
        ended: Exception | None = None
        try:
            socket = connect(address, open_timeout=_FIRST_MESSAGE_S, close_timeout=1, max_size=_MESSAGE_BYTES_MAX)
            try:
                text = socket.recv(timeout=_FIRST_MESSAGE_S)
                while True:
                    read = json.loads(text)
                    since, connected_once, wait_s = read["id"], True, _FIRST_WAIT_S
                    # A type that a later version adds is passed over.
                    if read["type"] in _MESSAGES:
                        yield _MESSAGES[read["type"]].from_dict(read)
                    text = socket.recv()
            finally:
                # A program that ends has stopped the thread that closing would wait for; the system closes the connection then.
                if not sys.is_finalizing():
                    socket.close()
        except (WebSocketException, OSError) as error:
            ended = error
        if not connected_once:
            raise NoAnswerError(f"no live messages from {address}: {ended}") from ended
        time.sleep(wait_s * random.uniform(0.5, 1.0))
        wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
