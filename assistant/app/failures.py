"""What is told where no status can be sent any more: at the end of a stream, in a tool's result."""

from collections.abc import Mapping

from assistant.app import outages
from assistant.app.guard import new_code
from assistant.app.metrics import Meters
from assistant.app.problems import SLOW, UNEXPECTED, ProblemError, document
from crm.database import TooSlowError


def told(error: Exception, meters: Meters, language: str) -> Mapping[str, str | int]:
    """Gives the problem document of a failure; what nobody expected is counted, and has a code."""
    if isinstance(error, ProblemError):
        return document(error.kind, language)
    if isinstance(error, TooSlowError):
        return document(SLOW, language)
    kind = outages.problem(error, meters)
    if kind is not None:
        return document(kind, language)
    code = new_code()
    meters.failure(code, error)
    return document(UNEXPECTED, language, code=code)
