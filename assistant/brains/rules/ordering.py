"""Requests for an order draft: 给青禾电子建个订单草稿：T30 5台, "order draft for Acorn: 5 T30"."""

import re
from decimal import Decimal
from itertools import pairwise

from assistant.brains.rules.outcome import Acting, Doubtful, NotUnderstood
from assistant.brains.rules.requests import Request, left_over, words
from crm.names import NameSpan
from tools.phrases.numbers import NumberSpan, find_numbers
from tools.wishes import DraftOrder, Line

_PARTS = re.compile(r"[,;、:\n]|\band\b|和|\bwith\b")
_TAKEN = "\u25a1"
MOST_LINES = 50


def ordered(request: Request) -> Acting | Doubtful | NotUnderstood | None:
    """Gives the order that is to be drafted; None where none is.

    Each part between commas names one product and how many of it.
    """
    if not (request.has("order", "any") and _is_made(request)):
        return None
    customer = request.customer()
    if isinstance(customer, Doubtful | NotUnderstood):
        return customer
    if customer is None:
        return NotUnderstood((), lacking="whose")
    rest = words("order", "any").sub(lambda found: " " * len(found.group()), request.nameless)
    numbers = [one for one in find_numbers(rest) if not one.percent and not one.ordinal]
    unknown = _unknown(rest, numbers)
    if unknown:
        return NotUnderstood((unknown,))
    lines = _lines(request, rest, numbers)
    if not lines:
        return NotUnderstood((), lacking="lines")
    return Acting(DraftOrder(customer, lines)) if isinstance(lines, tuple) else lines


def _is_made(request: Request) -> bool:
    """Whether a draft is to be made: 青禾电子的草稿订单 asks for those that there are."""
    rest = words("order", "noun").sub(" ", request.nameless)
    return words("order", "verb").search(rest) is not None


def _unknown(rest: str, numbers: list[NumberSpan]) -> str:
    for one in numbers:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    return left_over(_PARTS.sub(" ", rest), words("order", "silent"))


def _lines(
    request: Request, rest: str, numbers: list[NumberSpan]
) -> tuple[Line, ...] | NotUnderstood:
    """Gives the lines; what is named without a number, or twice in a part, is not understood."""
    cuts = [0, *(place.start() for place in _PARTS.finditer(rest)), len(rest)]
    found: list[Line] = []
    for start, end in pairwise(cuts):
        named = [span for span in request.names_of("product") if start <= span.start < end]
        counted = [one for one in numbers if start <= one.start < end]
        if not named:
            continue
        if len(named) != 1 or len(counted) != 1 or len(_products(named[0])) != 1:
            return NotUnderstood((), lacking="lines")
        found.append(_line(named[0], counted[0].value))
    return tuple(found[:MOST_LINES])


def _products(span: NameSpan) -> list[str]:
    return [name.values[0] for name in span.names if name.dimension == "product"]


def _line(span: NameSpan, quantity: Decimal) -> Line:
    name = next(one for one in span.names if one.dimension == "product")
    return Line(name.values[0], name.label, quantity)
