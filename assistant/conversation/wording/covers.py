"""What an answer covers, in words: whose, which period, compared with what."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from assistant.brains.rules.frame import Frame
from assistant.conversation.conditions import (
    condition_words,
    each_time,
    each_time_words,
    happening_words,
    having_words,
    worded,
)
from assistant.conversation.draft import Draft, Source
from assistant.conversation.labels import Namer
from crm.query.averages import DIVISOR
from tools.base import Argument
from tools.standing import OF_STANDING


def covers(draft: Draft, frame: Frame) -> None:
    """Adds the names asked about and the period: 华东，Q3（7月1日–9月30日）."""
    names(draft, frame)
    period(draft, frame)
    divisor(draft)


def names(draft: Draft, frame: Frame) -> None:
    """Adds the names asked about, those left out with 不含, and limits on amounts."""
    position = 0
    for condition in frame.conditions:
        for index in range(max(len(condition.labels), 1)):
            draft.say("，" if index == 0 else "、", ", " if index == 0 else " and ")
            if index == 0 and condition.labels and condition.negated:
                draft.say("不含 ", "without ")
            draft.put(Source("named", "name", row=position))
            position += 1
    others = len(frame.having) + len(list(happenings(frame, draft.namer, draft.today)))
    for index in range(others):
        draft.say("，", ", ").put(Source("named", "name", row=position + index))


def named(frame: Frame, namer: Namer, today: date, meant: Argument = None) -> tuple[str, ...]:
    """Gives the names and limits that `names` puts into a text, in its order.

    `meant` is how many customers stand as asked, which is said behind the words for it, unless
    other conditions choose among them.
    """
    chosen = [worded(c, namer) or (condition_words(c, namer, today),) for c in frame.conditions]
    if meant is not None and all(c.dimension in OF_STANDING for c in frame.conditions):
        at = len(chosen) - 1
        number = f"（{meant} 家）" if namer.language == "zh" else f" ({meant} in all)"
        chosen[at] = (*chosen[at][:-1], f"{chosen[at][-1]}{number}")
    return (
        *chain.from_iterable(chosen),
        *(having_words(having, namer) for having in frame.having),
        *happenings(frame, namer, today),
    )


def happenings(frame: Frame, namer: Namer, today: date) -> Iterator[str]:
    """Gives what the rows of a list did or did not, in words."""
    goods, whole = frame.entity == "product", each_time(frame.happenings)
    if whole is not None:
        yield each_time_words(*whole, namer, today)
        return
    for one in frame.happenings:
        yield happening_words(one, namer, today, of_products=goods)


def divisor(draft: Draft) -> None:
    """Adds by how many units of time averages were divided: ÷ 11 个月."""
    table = draft.evidence[0].table
    names = [column.name for column in table.columns]
    if DIVISOR in names and table.rows:
        draft.say("，÷ ", ", ÷ ").cell("figure", 0, names.index(DIVISOR))


def period(draft: Draft, frame: Frame) -> None:
    """Adds the period, or that it is all data."""
    if frame.happenings and frame.entity in {"customer", "product"}:
        return  # each says when
    if frame.period is not None or not _knows_no_time(frame):
        draft.say("，", ", ").put(Source("period", "name"))


def _knows_no_time(frame: Frame) -> bool:
    return bool(frame.measures) and set(frame.measures) <= {
        "customers",
        "products",
        "outstanding",
        "overdue",
        "uninvoiced",
        "pipeline",
        "open_deals",
    }


def versus(draft: Draft, frame: Frame) -> None:
    """Adds what the comparison is with: 比去年同期（…）."""
    if frame.against == "year":
        draft.say("比去年同期（", "on the same period a year earlier (")
    elif frame.against == "previous":
        draft.say("比上一期（", "on the period before (")
    else:
        draft.say("比（", "on (")
    draft.put(Source("compare", "span")).say("）", ")")
