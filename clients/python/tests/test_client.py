"""Against a running Breakwater with the paper exchange: BREAKWATER_URL=http://127.0.0.1:8082 python -m unittest discover tests."""

import os
import unittest
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeVar

from breakwater_client import Breakwater, NoAnswerError, OutcomeUnknownError, ProblemError, RefusedError
from breakwater_client.generated.api.breakers import list_breakers
from breakwater_client.generated.api.limits import get_limits
from breakwater_client.generated.api.orders import get_decision, list_orders
from breakwater_client.generated.api.paper import set_paper_quote
from breakwater_client.generated.models import NewPaperQuote
from line import Line

E = TypeVar("E", bound=Exception)
URL = os.environ["BREAKWATER_URL"]
RESTING: dict[str, Any] = {"symbol": "SPY", "side": "BUY", "quantity": 1, "price": Decimal("440.00")}


class ClientTest(unittest.TestCase):
    def setUp(self) -> None:
        self.line = Line(URL)
        self.addCleanup(self.line.close)
        self.client = Breakwater(self.line.url)
        self.addCleanup(self.client.close)
        quote = NewPaperQuote(bid=450, ask="450.01", frozen=True)
        self.client.call(set_paper_quote.sync_detailed, symbol="SPY", body=quote)

    def fails(self, kind: type[E], call: Callable[[], object]) -> E:
        with self.assertRaises(kind) as caught:
            call()
        return caught.exception

    def orders_of(self, client_order_id: str) -> list[str]:
        page = self.client.call(list_orders.sync_detailed, client_order_id=client_order_id)
        return [order.order_id for order in page.orders]

    def test_submits_an_order_under_an_id_that_it_makes_and_cancels_it(self) -> None:
        accepted = self.client.submit(**RESTING)
        self.assertEqual(accepted.status, "PENDING_SUBMIT")
        self.assertTrue(accepted.client_order_id.startswith("py-"))
        self.assertTrue(self.client.cancel(accepted.order_id).cancel_requested)
        self.assertEqual(self.client.cancel_all(symbol="MSFT").orders, [])

    def test_raises_a_refusal_with_its_code_and_every_reason(self) -> None:
        refused = self.fails(RefusedError, lambda: self.client.submit("SPY", "BUY", 100, 440))
        self.assertEqual((refused.code, refused.status), ("ORDER_SIZE_EXCEEDED", 403))
        self.assertGreater(len(refused.violations), 1)
        decision = self.client.call(get_decision.sync_detailed, id=refused.decision_id)
        self.assertFalse(decision.accepted)

    def test_raises_what_is_malformed_as_a_problem_that_names_the_field(self) -> None:
        problem = self.fails(ProblemError, lambda: self.client.submit("SPY", "BUY", "1.123456789", 440))
        self.assertNotIsInstance(problem, RefusedError)
        self.assertEqual((problem.code, problem.violations[0]["field"]), ("REQUEST_INVALID", "quantity"))

    def test_says_what_a_check_would_say(self) -> None:
        check = self.client.check("SPY", "BUY", 100, 440)
        self.assertEqual((check.accepted, check.max_quantity), (False, 2))
        self.assertTrue(self.client.check(**RESTING).accepted)

    def test_trips_a_breaker_meets_it_and_resets_it(self) -> None:
        trip = self.client.trip("a test of the client", scope="symbol:SPY")
        refused = self.fails(RefusedError, lambda: self.client.submit(**RESTING))
        self.assertEqual(refused.code, "CIRCUIT_BREAKER_OPEN")
        again = self.fails(ProblemError, lambda: self.client.trip("again", scope="symbol:SPY"))
        self.assertEqual(again.code, "BREAKER_ALREADY_OPEN")
        breakers = self.client.call(list_breakers.sync_detailed, open_=True).circuit_breakers
        self.assertIn(trip.breaker_id, [breaker.breaker_id for breaker in breakers])
        self.assertEqual(self.fails(ProblemError, lambda: self.client.reset(10**9)).code, "NOT_FOUND")
        self.assertFalse(self.reset(int(trip.breaker_id)).active)

    def reset(self, breaker_id: int) -> Any:
        """Until Temporal has answered in time the breaker is as it was."""
        for _ in range(8):
            try:
                return self.client.reset(breaker_id, "the test is over")
            except ProblemError as problem:
                if problem.code != "WORKFLOW_UNAVAILABLE":
                    raise
        raise AssertionError("Temporal never answered in time")

    def test_an_order_whose_answer_was_lost_is_sent_again_and_let_through_once(self) -> None:
        self.line.answers_to_lose = 1
        accepted = self.client.submit(**RESTING)
        self.assertEqual(self.orders_of(accepted.client_order_id), [accepted.order_id])
        self.line.answers_to_lose = 1
        self.assertEqual(self.client.cancel(accepted.order_id).order_id, accepted.order_id)

    def test_a_refusal_whose_answer_was_lost_is_raised_as_the_refusal_that_it_was(self) -> None:
        self.line.answers_to_lose = 2
        refused = self.fails(RefusedError, lambda: self.client.submit("SPY", "BUY", 100, 440))
        self.assertEqual(refused.code, "ORDER_SIZE_EXCEEDED")

    def test_an_order_that_nobody_answers_ends_as_unknown_with_what_to_send_again(self) -> None:
        impatient = Breakwater(self.line.url, settle_s=0.3)
        self.line.answers_to_lose = 1000
        unknown = self.fails(OutcomeUnknownError, lambda: impatient.submit(**RESTING))
        self.line.answers_to_lose = 0
        accepted = self.client.submit(order=unknown.order)
        self.assertEqual(self.orders_of(unknown.order.client_order_id), [accepted.order_id])
        self.client.cancel(accepted.order_id)

    def test_what_does_not_answer_is_no_answer(self) -> None:
        nobody = Breakwater("http://127.0.0.1:9")
        self.fails(NoAnswerError, lambda: nobody.call(get_limits.sync_detailed))
        self.fails(NoAnswerError, lambda: next(nobody.live()))

    def test_live_messages_go_on_after_a_broken_connection_where_they_stopped(self) -> None:
        live = self.client.live(types=["ORDER_UPDATE", "CIRCUIT_BREAKER"])
        self.assertEqual(next(live).type_, "SNAPSHOT")
        first = self.client.submit(**RESTING)
        self.told(live, first.order_id, "WORKING")
        self.line.cut()
        second = Breakwater(URL).submit(**RESTING)
        self.assertEqual(next(live).type_, "RESUMED")
        self.told(live, second.order_id, "PENDING_SUBMIT")
        self.client.cancel_all()
        self.told(live, second.order_id, "CANCELED")
        live.close()

    def told(self, live: Iterator[Any], order_id: str, status: str) -> None:
        for message in live:
            if message.type_ == "ORDER_UPDATE" and message.ref == order_id and message.data.status == status:
                return


if __name__ == "__main__":
    unittest.main()
