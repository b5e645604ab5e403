"""One more try of a call that failed for a moment."""

from langchain.agents.middleware import ModelRetryMiddleware
from openai import APIConnectionError, APIStatusError, APITimeoutError

AGAIN_S = 0.2
RATE_LIMITED, FAULT_THERE = 429, 500
"""Answers after which another try may do."""


def retried() -> ModelRetryMiddleware:
    """Gives what tries a call once more, a moment later, where that may help."""
    return ModelRetryMiddleware(
        max_retries=1,
        retry_on=_may_pass,
        on_failure="error",
        initial_delay=AGAIN_S,
        jitter=False,
    )


def _may_pass(error: Exception) -> bool:
    """Whether a failure may be gone at the next try."""
    if isinstance(error, APITimeoutError):
        return False
    if isinstance(error, APIStatusError):
        return error.status_code == RATE_LIMITED or error.status_code >= FAULT_THERE
    return isinstance(error, APIConnectionError)
