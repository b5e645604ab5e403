"""Requests for a message each to many: 给所有90天没下单的A级客户各写一条, "write each of …".

Who is meant is read as a question for those customers would be, so that every way to choose
customers works here too; what is written is read as a request for one message.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.brains.rules.drafting import request, words
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import (
    Batching,
    NotUnderstood,
    Outcome,
    Understood,
)
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.wordlist import Said, customers_in
from crm.query.spec import Filter, MetricQuery, Order, RecordQuery
from crm.text import fold
from tools.batches import MOST, BatchRequest

_EACH = "各自|各|每人|每家|每个|分别|逐一|逐个|都"
_WRITE = "写|发|拟|起草|草拟|编"
_ZH = re.compile(
    rf"(?:请|帮我|麻烦|再)*(?:给|向|对|为)(?P<who>.{{1,80}}?)(?:{_EACH})(?P<what>(?:{_WRITE}).*)"
)
_ZH_ALL = re.compile(
    rf"(?:请|帮我|麻烦|再)*(?:给|向|对|为)(?P<who>(?:所有|全部|全体).{{0,80}}?客户)(?P<what>(?:{_WRITE}).*)"
)
_EN = re.compile(
    r"(?:please )?(?P<what>(?:draft|write|compose|prepare)\b.{0,80}?) (?:to|for) "
    r"(?:each of (?:the |my )?|each |every |all (?:of )?(?:the |my )?)(?P<who>.+)"
)
_ALL = re.compile(r"^(?:所有的?|全部的?|全体|每一?[家个位]的?)|的?(?:客户)?(?:们)$")


_EVERYBODY = frozenset(
    {"", "客户", "我的客户", "customers", "customer", "my customers", "our customers"}
)


def batch(text: str, sources: Sources, alone: Callable[[str], Outcome]) -> Outcome | None:
    """Gives the messages to many that are asked for; None where none are.

    Args:
        text: the question.
        sources: the names that the asker may see.
        alone: what reads a question by itself.
    """
    folded = fold(text).text.strip().rstrip("。.!！")
    found = _ZH.fullmatch(folded) or _ZH_ALL.fullmatch(folded) or _EN.fullmatch(folded)
    if found is None:
        return None
    said = words().said(found["what"], sources)
    if not said.has("write") or said.names:
        return None
    who = _meant(_ALL.sub("", found["who"].strip()), sources, alone)
    return _asked(said, who) if isinstance(who, _Meant) else who


@dataclass(frozen=True)
class _Meant:
    """The customers meant, and whether it was said how many."""

    query: RecordQuery | MetricQuery
    limited: bool = False


def _asked(said: Said, who: _Meant) -> Outcome:
    """Gives the batch; without an occasion, those who stopped ordering are to be won back."""
    if said.left:
        return NotUnderstood(said.left)
    if not said.has("occasion", "festival", "firmness"):
        if not _has_stopped(who.query):
            return NotUnderstood((), lacking="occasion")
        said = replace(said, slots={**said.slots, "occasion": "win_back"})
    return Batching(BatchRequest(request(said, "", ""), who.query, who.limited))


def _has_stopped(who: RecordQuery | MetricQuery) -> bool:
    return any(fact.measure == "orders" and not fact.holds for fact in who.facts)


def _meant(who: str, sources: Sources, alone: Callable[[str], Outcome]) -> _Meant | Outcome | None:
    """Gives the customers meant, or why they are not understood."""
    if who in _EVERYBODY:
        return _Meant(RecordQuery("customer", ("customer",), limit=MOST))
    names, rest = customers_in(who, sources)
    if len(names) > 1 and not re.sub(r"[\s,，、和与及]|\band\b", "", rest):
        ids = tuple(one.values[0] for _, every in names for one in every[:1])
        several = any(len(every) > 1 for _, every in names)
        return None if several else _named(ids)
    outcome = alone(who)
    if isinstance(outcome, NotUnderstood):
        return NotUnderstood(outcome.words or (who,))
    if not isinstance(outcome, Understood):
        return None
    query = _query(outcome.frame)
    return NotUnderstood((who,)) if query is None else _Meant(query, outcome.frame.limited)


def _named(ids: tuple[str, ...]) -> _Meant:
    only = Filter("customer", "in", ids)
    return _Meant(RecordQuery("customer", ("customer",), filters=(only,), limit=MOST))


def _query(frame: Frame) -> RecordQuery | MetricQuery | None:
    """Gives the query of a frame whose rows are customers; None where they are not."""
    limit = min(frame.limit or MOST, MOST) if frame.limited else MOST
    if frame.view is not None or frame.compare is not None:
        return None
    if frame.entity == "customer":
        columns = tuple(dict.fromkeys(("customer", *frame.columns)))
        order = frame.order or (Order("customer_id", descending=False),)
        return replace(frame.record_query(), columns=columns, order=order, limit=limit)
    if frame.entity is None and frame.groups == ("customer",):
        return replace(frame.metric_query(), limit=limit)
    return None
