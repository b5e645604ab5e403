"""Verified questions as examples for a language model: those most like what is asked.

What is alike is told by the words and slots that two patterns share: small, offline, the same each
time. An example holds no name and no day.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy.engine import Connection

from assistant.brains.planning import Example
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.spans import Sources
from assistant.verified.keeping import Kept, are_any, id_of, kept_as, patterns
from assistant.verified.pattern import PERIOD, pattern_of
from assistant.verified.plan import Plan
from assistant.verified.standing import standing
from crm.measures import Catalog
from crm.text import fold

MOST = 3
LEAST_ALIKE = 0.2
"""The share that two questions have in common, from 0 to 1, below which one teaches nothing."""
_SLOT = re.compile(r"〈([^〉]+)〉")
_PIECES = re.compile(r"〈[^〉]+〉|[a-z0-9]+|[\u2e80-\u3007\u300a-\uffff]+")


def examples(
    question: str, sources: Sources, catalog: Catalog, connection: Connection
) -> tuple[Example, ...]:
    """Gives the verified questions that are most like a question, the likest first."""
    if not are_any(connection):
        return ()
    pattern = pattern_of(question, sources, Known({}))
    asked = _tokens(fold(question).text if pattern is None else pattern.text)
    alike = ((-_alike(asked, _tokens(text)), text) for text in patterns(connection))
    near = sorted(one for one in alike if -one[0] >= LEAST_ALIKE)
    return tuple(islice(_holding((text for _, text in near), sources, catalog, connection), MOST))


def _holding(
    near: Iterable[str], sources: Sources, catalog: Catalog, connection: Connection
) -> Iterator[Example]:
    """Gives those that are not set aside, one after the other."""
    for text in near:
        kept = kept_as(connection, id_of(text))
        if kept is None or kept.plan is None:
            continue
        if standing(kept, catalog, sources.lexicon).holds:
            yield _example(kept, kept.plan)


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Gives how much two texts have in common (Dice's coefficient)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _tokens(text: str) -> Counter[str]:
    """Gives the slots, Latin words, and pairs of Chinese characters of a folded text."""
    found: Counter[str] = Counter()
    for piece in _PIECES.findall(text):
        whole = piece[0] == "〈" or piece.isascii() or len(piece) == 1
        found.update([piece] if whole else [piece[at : at + 2] for at in range(len(piece) - 1)])
    return found


def _example(kept: Kept, plan: Plan) -> Example:
    slots: Sequence[str] = _SLOT.findall(kept.pattern)
    times = [f"〈{slot}〉" for slot in slots if slot == PERIOD]
    return Example(
        kept.pattern,
        plan.frame,
        tuple(f"〈{slot}〉" for slot in slots if slot != PERIOD),
        period="" if plan.period is None else times[plan.period],
        compared="" if plan.other is None else times[plan.other],
    )
