"""Client of Breakwater, pre-trade risk for automated trading."""

from .client import Breakwater
from .errors import NoAnswerError, OutcomeUnknownError, ProblemError, RefusedError
from .generated import models

__all__ = [
    "Breakwater",
    "NoAnswerError",
    "OutcomeUnknownError",
    "ProblemError",
    "RefusedError",
    "models",
]
