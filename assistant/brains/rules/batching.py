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


_THEM = frozenset(
    "他们 她们 它们 这些 这些客户 这几家 这几家客户 这几个客户 上面这些 上面这些客户 上面的客户"
    " 以上客户 them these those".split()
) | {"these customers", "those customers", "the customers above"}
"""The customers of the answer before."""
_OF_CUSTOMERS = frozenset({"leaving", "to_call", "health", "collect", "renewals"})
_OCCASIONS = {"leaving": "win_back", "collect": "reminder", "renewals": "renewal"}
"""On what occasion those of an insight are written to, where none is named."""


def batch(
    text: str, sources: Sources, alone: Callable[[str], Outcome], before: Frame | None = None
) -> Outcome | None:
    """Gives the messages to many that are asked for; None where none are.

    Args:
        text: the question.
        sources: the names that the asker may see.
        alone: what reads a question by itself.
        before: the question before, whose customers 他们 are.
    """
    folded = fold(text).text.strip().rstrip("。.!！")
    found = _ZH.fullmatch(folded) or _ZH_ALL.fullmatch(folded) or _EN.fullmatch(folded)
    if found is None:
        return None
    said = words().said(found["what"], sources)
    if not said.has("write") or said.names:
        return None
    whom = found["who"].strip()
    if whom in _THEM:
        who = NotUnderstood((whom,)) if before is None else _of_frame(before, whom)
    else:
        who = _meant(_ALL.sub("", whom), sources, alone)
    return _asked(said, who) if isinstance(who, _Meant) else who


@dataclass(frozen=True)
class _Meant:
    """The customers meant, and whether it was said how many."""

    query: RecordQuery | MetricQuery | None
    limited: bool = False
    insight: Frame | None = None


def _asked(said: Said, who: _Meant) -> Outcome:
    """Gives the batch; without an occasion, those who stopped ordering are to be won back."""
    if said.left:
        return NotUnderstood(said.left)
    if not said.has("occasion", "festival", "firmness"):
        occasion = _occasion(who)
        if occasion is None:
            return NotUnderstood((), lacking="occasion")
        said = replace(said, slots={**said.slots, "occasion": occasion})
    return Batching(BatchRequest(request(said, "", ""), who.query, who.limited), who.insight)


def _occasion(who: _Meant) -> str | None:
    """Gives why those are written to, where that is plain from who they are."""
    if who.insight is not None:
        return _OCCASIONS.get(str(who.insight.insight))
    facts = who.query.facts if who.query is not None else ()
    return "win_back" if any(f.measure == "orders" and not f.holds for f in facts) else None


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
    return _of_frame(outcome.frame, who)


def _of_frame(frame: Frame, who: str) -> _Meant | NotUnderstood:
    """Gives the customers that the rows of a frame are of; a miss where they are of others."""
    if frame.view == "insight" and (frame.insight in _OF_CUSTOMERS or frame.segment is not None):
        return _Meant(None, frame.limited, frame)
    query = _query(frame)
    return NotUnderstood((who,)) if query is None else _Meant(query, frame.limited)


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
