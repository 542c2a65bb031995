"""Orders, breakers and live messages of Breakwater."""

import time
import uuid
from collections.abc import Callable, Generator, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from .errors import NoAnswerError, OutcomeUnknownError, ProblemError, error_of, is_decided, is_outcome_unknown
from .generated.api.breakers import reset_breaker, trip_breaker
from .generated.api.orders import cancel_order, cancel_orders, check_order, get_order, submit_order
from .generated.client import Client
from .generated.models import Accepted, Cancel, CancelAll, Check, NewOrder, NewReset, NewTrip, Reset, Trip
from .generated.models.breaker_mode import BreakerMode
from .generated.models.order_type import OrderType
from .generated.models.side import Side
from .generated.models.time_in_force import TimeInForce
from .generated.types import UNSET, Response
from .live import EventType, LiveMessage, live_messages

Amount = int | float | str | Decimal
"""Units or dollars. A Decimal or a decimal string such as "175.25" is sent as it stands."""

T = TypeVar("T")

_FIRST_WAIT_S = 0.1
_LONGEST_WAIT_S = 1.0


class Breakwater:
    """Breakwater's API. Every method raises ProblemError (RefusedError for a refused order) or NoAnswerError.

    url: of the API.
    timeout_s: how long one request may take; the server itself waits up to 2 s for a takeover.
    settle_s: how long an order whose outcome is unknown is sent again.
    headers: sent with every request.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8082",
        *,
        timeout_s: float = 5.0,
        settle_s: float = 15.0,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._settle_s = settle_s
        self._client = Client(base_url=self.url, timeout=httpx.Timeout(timeout_s), headers=headers or {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.get_httpx_client().close()

    def call(self, operation: Callable[..., Response[Any]], **parameters: Any) -> Any:
        """Any operation of the API: `call(list_fills.sync_detailed, symbol="SPY")`, from `generated.api.orders`."""
        try:
            response = operation(client=self._client, **parameters)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise NoAnswerError(f"no answer: {error!r}") from error
        except (ValueError, KeyError) as error:
            raise NoAnswerError(f"an answer that cannot be read: {error!r}") from error
        if response.status_code >= 300 or response.parsed is None:
            raise error_of(httpx.Response(response.status_code, content=response.content))
        return response.parsed

    def submit(
        self,
        symbol: str | None = None,
        side: Side | None = None,
        quantity: Amount | None = None,
        price: Amount | None = None,
        *,
        order_type: OrderType | None = None,
        time_in_force: TimeInForce | None = None,
        account: str | None = None,
        client_order_id: str | None = None,
        order: NewOrder | None = None,
    ) -> Accepted:
        """Checks one order and submits it: LIMIT where a price is given, else MARKET.

        While its outcome is unknown (OUTCOME_UNKNOWN, a lost connection) it is sent again under the same client_order_id,
        which never makes two orders of it. Raises RefusedError with every reason, or OutcomeUnknownError, whose `order`
        can be handed in again.
        """
        body = order or _order(symbol, side, quantity, price, order_type, time_in_force, account, client_order_id)
        deadline = time.monotonic() + self._settle_s
        wait_s, may_be_open = _FIRST_WAIT_S, False
        while True:
            try:
                return self.call(submit_order.sync_detailed, body=body)
            except (ProblemError, NoAnswerError) as error:
                may_be_open = may_be_open or is_outcome_unknown(error)
                # After a lost answer, "unavailable" speaks of this try alone: the first one may have been accepted.
                if not may_be_open or is_decided(error):
                    raise
                if time.monotonic() + wait_s > deadline:
                    raise OutcomeUnknownError(body) from error
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def check(
        self,
        symbol: str,
        side: Side,
        quantity: Amount,
        price: Amount | None = None,
        *,
        order_type: OrderType | None = None,
        time_in_force: TimeInForce | None = None,
        account: str | None = None,
    ) -> Check:
        """What a check of this order would say now, and the largest quantity that would pass. Changes nothing."""
        body = _order(symbol, side, quantity, price, order_type, time_in_force, account, "check")
        return self.call(check_order.sync_detailed, body=body)

    def cancel(self, order_id: str) -> Cancel:
        """Asks to cancel one order; asked again when the answer is lost, which does no harm.

        An order that has ended is a ProblemError ORDER_FINAL.
        """
        tries: list[None] = []

        def ask() -> Cancel:
            tries.append(None)
            return self.call(cancel_order.sync_detailed, id=order_id)

        try:
            return self._again(ask)
        except ProblemError as error:
            if len(tries) == 1 or error.code != "ORDER_FINAL":
                raise
            # The cancel whose answer was lost may be what ended it.
            status = self.call(get_order.sync_detailed, id=order_id).status
            if status != "CANCELED":
                raise
            return Cancel(order_id=order_id, status=status, cancel_requested=True)

    def cancel_all(self, *, account: str | None = None, symbol: str | None = None) -> CancelAll:
        """Asks to cancel all open orders, of an account or a symbol where one is named."""
        of = {"account": account or UNSET, "symbol": symbol or UNSET}
        return self._again(lambda: self.call(cancel_orders.sync_detailed, **of))

    def trip(
        self,
        reason: str,
        *,
        scope: str | None = None,
        mode: BreakerMode | None = None,
        cancel_orders: bool = False,
        expires_in_seconds: int | None = None,
    ) -> Trip:
        """Trips a breaker by hand: the very next order meets it. `scope` is firm, account:<id> or symbol:<TICKER>."""
        body = NewTrip(
            reason=reason,
            scope=scope or UNSET,
            mode=mode or UNSET,
            cancel_orders=cancel_orders,
            expires_in_seconds=expires_in_seconds or UNSET,
        )
        return self.call(trip_breaker.sync_detailed, body=body)

    def reset(self, breaker_id: int, reason: str | None = None, *, force: bool = False) -> Reset:
        """Closes a breaker; with `force` although its cause persists."""
        body = NewReset(breaker_id=breaker_id, reason=reason or UNSET, force=force)
        return self.call(reset_breaker.sync_detailed, body=body)

    def live(
        self,
        *,
        accounts: Sequence[str] | None = None,
        types: Sequence[EventType] | None = None,
        since: str | None = None,
    ) -> Generator[LiveMessage, None, None]:
        """Live messages, for ever: after a lost connection it comes back and goes on after the last message, or with a
        SnapshotMessage that replaces what was known. Raises NoAnswerError when the first connection does not come about.
        """
        return live_messages(self.url, accounts=accounts, types=types, since=since)

    def _again(self, ask: Callable[[], T]) -> T:
        deadline = time.monotonic() + self._settle_s
        wait_s = _FIRST_WAIT_S
        while True:
            try:
                return ask()
            except (ProblemError, NoAnswerError) as error:
                if not is_outcome_unknown(error) or time.monotonic() + wait_s > deadline:
                    raise
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)


def _order(
    symbol: str | None,
    side: Side | None,
    quantity: Amount | None,
    price: Amount | None,
    order_type: OrderType | None,
    time_in_force: TimeInForce | None,
    account: str | None,
    client_order_id: str | None,
) -> NewOrder:
    if symbol is None or side is None or quantity is None:
        raise TypeError("an order needs symbol, side and quantity")
    return NewOrder(
        client_order_id=client_order_id or f"py-{uuid.uuid4()}",
        symbol=symbol,
        side=side,
        quantity=_amount(quantity),
        price=UNSET if price is None else _amount(price),
        order_type=order_type or ("MARKET" if price is None else "LIMIT"),
        time_in_force=time_in_force or UNSET,
        account=account or UNSET,
    )


def _amount(amount: Amount) -> float | str:
    # Not str(): Decimal("1E+2") is written 1E+2 there.
    return f"{amount:f}" if isinstance(amount, Decimal) else amount
