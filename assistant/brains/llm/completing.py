"""Completes a model's call: a period, a name or an order that it forgot, and that we read.

Small models forget the period of every other question. Nothing is guessed: what is put in stands in
the question, the call would be refused without it, and it is held against the question afterwards.
"""

from collections.abc import Sequence

from assistant.brains.rules.spans import Cover, Span
from tools.catalog import Figures, Profile, Reasons, Rows
from tools.phrases.periods import PeriodSpan

Placed = Figures | Rows | Reasons
ORDERS = {"top": "largest", "bottom": "smallest"}
TURNING = ("not", "except", "except_end", "compare", "against", "but", "only")
"""Kinds of words after which a name may be meant otherwise than as one to keep."""


def completed(
    call: Figures | Rows | Profile | Reasons, cover: Cover, left: Sequence[Span]
) -> Figures | Rows | Profile | Reasons:
    """Gives a call with what it left out, as far as that is one period, one name and an order.

    Args:
        call: what the model asks for.
        cover: the question.
        left: the words of it that the call leaves out.
    """
    if isinstance(call, Profile):
        return call
    period, name = _period(call, cover, left), _name(cover, left)
    more: dict[str, object] = {}
    if isinstance(call, Figures) and call.by and not call.sort and (order := _order(left)):
        more["sort"] = order
    if period is not None:
        more["period"] = period.text
    if name is not None:
        more["where"] = [*call.where, name.text]
    return call.model_copy(update=more) if more else call


def _order(left: Sequence[Span]) -> str:
    """Gives the order that a word such as "highest" asks for; "" where there is no such word."""
    ranks = [role.value for span in left for role in span.roles if role.kind == "rank"]
    return next((ORDERS[rank] for rank in ranks if rank in ORDERS), "")


def _period(call: Placed, cover: Cover, left: Sequence[Span]) -> Span | None:
    """Gives the period that is left out, where there is one only and the call has none."""
    of_time = [span for span in cover.spans if span.period is not None]
    missing = [span for span in left if isinstance(span.period, PeriodSpan)]
    return missing[0] if len(missing) == len(of_time) == 1 and not call.period.strip() else None


def _name(cover: Cover, left: Sequence[Span]) -> Span | None:
    """Gives the name that is left out, where there is one only and nothing turns its meaning."""
    if any(span.may_be(kind) for span in cover.spans for kind in TURNING):
        return None
    missing = [span for span in left if span.name is not None and not span.roles]
    return missing[0] if len(missing) == 1 else None
