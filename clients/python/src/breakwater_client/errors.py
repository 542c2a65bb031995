"""What a call can fail with."""

import json
from typing import Any

import httpx

from .generated.models import NewOrder

# Nothing was let through; another try would be the first.
_NOT_LET_THROUGH = {"STATE_UNAVAILABLE", "PNL_STALE", "JOURNAL_BEHIND", "OVERLOADED"}


class ProblemError(Exception):
    """The API said no. `code` is stable (docs/reason-codes.md), `detail` is for people, `violations` has every reason."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        self.code: str = problem["code"]
        self.status: int = problem["status"]
        self.detail: str = problem.get("detail", "")
        self.decision_id: str | None = problem.get("decision_id")
        self.violations: list[dict[str, Any]] = problem.get("violations", [])
        super().__init__(f"{self.code}: {self.detail}")


class RefusedError(ProblemError):
    """The order was checked and refused by risk. The decision is kept and can be read by `decision_id`."""


class NoAnswerError(Exception):
    """No answer that can be read: the connection was lost, it took too long, or what answered is not Breakwater.

    What was asked may have been done.
    """


class OutcomeUnknownError(Exception):
    """The order may or may not have been accepted, and asking again did not settle it in time.

    `submit(order=error.order)` asks again; a new `client_order_id` would be a second order.
    """

    def __init__(self, order: NewOrder) -> None:
        self.order = order
        super().__init__(
            f"the outcome of order {order.client_order_id} is unknown: submit it again with the same client_order_id"
        )


def error_of(response: httpx.Response) -> Exception:
    """What an answer that is not a success is raised as."""
    try:
        body = json.loads(response.content)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("code"), str) or not isinstance(body.get("status"), int):
        return NoAnswerError(f"status {response.status_code} without a problem of Breakwater")
    decided = body.get("decision_id") is not None and body["status"] in (403, 429)
    return RefusedError(body) if decided else ProblemError(body)


def is_outcome_unknown(error: Exception) -> bool:
    """May the command that failed so have been done all the same?"""
    if isinstance(error, ProblemError):
        return error.status >= 500 and error.code not in _NOT_LET_THROUGH
    return isinstance(error, NoAnswerError)


def is_decided(error: Exception) -> bool:
    """Does this error answer an order that may have been let through before?

    Only a decision does, and that the id stands for another order.
    """
    return isinstance(error, RefusedError) or (isinstance(error, ProblemError) and error.status == 409)
