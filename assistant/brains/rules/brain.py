"""The rules brain: reads a question without any model, in milliseconds. Start here.

words → spans (`spans.py`) → slots (`filling.py`) → frame (`reader.py`: `fresh.py`, or `followup.py`
where the question edits the one before). It answers, asks back, or says what it did not understand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from assistant.brains.rules.confidence import with_confidence
from assistant.brains.rules.filling import fill
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Outcome, Understood
from assistant.brains.rules.reader import read
from assistant.brains.rules.rows import rows
from assistant.brains.rules.segments import described, lasting_otherwise, of_them, segment
from assistant.brains.rules.situation import Shown, Situation
from assistant.brains.rules.spans import Cover, Sources, cover
from assistant.brains.rules.typos import corrected
from crm.query.spec import Filter, Value
from crm.text import fold


@dataclass(frozen=True)
class Pending:
    """A question that waits for a choice: its text, and what each choice settles."""

    text: str
    settles: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Thread:
    """What a conversation remembers: the last frame, what was settled, and what waits."""

    frame: Frame | None = None
    settled: Mapping[str, str] = field(default_factory=dict[str, str])
    pending: Pending | None = None
    shown: tuple[Shown, ...] = ()
    """What the rows of the last answer are of, for "the second one"."""
    named: tuple[Shown, ...] = ()
    """Who or what was named lately, one at a time, for "the two of them"; the latest last."""


def restored(thread: Thread) -> Thread:
    """Gives a thread that was kept as JSON, in which amounts and days are texts."""
    if thread.frame is None:
        return thread
    conditions = tuple(
        replace(condition, filter=_typed(condition.filter)) for condition in thread.frame.conditions
    )
    return replace(thread, frame=replace(thread.frame, conditions=conditions))


def _typed(kept: Filter) -> Filter:
    """Gives a filter with bounds that are amounts or days; names stay texts, whatever they say."""
    if kept.operator in {"in", "not_in", "unset"}:
        return kept
    return replace(kept, values=tuple(map(_bound, kept.values)))


def _bound(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return date.fromisoformat(value)


@dataclass(frozen=True)
class Reading:
    """What was made of a question, and the thread after it."""

    outcome: Outcome
    thread: Thread
    text: str = ""
    """What was read: the question, or the one before that a choice settles."""
    settled: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the conversation has decided about names, and what the choice settles."""


def understand(text: str, thread: Thread, sources: Sources) -> Reading:
    """Gives the reading of a question in its thread; a choice answers the question before."""
    settled = dict(thread.settled)
    if thread.pending is not None:
        choice = _choice(fold(text).text, thread.pending)
        if choice is not None:
            text = thread.pending.text
            settled |= choice
    situation = Situation(
        sources.today, settled, thread.frame, thread.shown, thread.named, sources.caller.role
    )
    found = cover(text, sources)
    outcome = _outcome(found, situation)
    if isinstance(outcome, NotUnderstood) and outcome.words:
        found, outcome = _without_slips(found, outcome, situation, sources)
    outcome = with_confidence(outcome, text, found)
    return Reading(outcome, after(outcome, text, settled, thread), text, settled)


def _without_slips(
    found: Cover, missed: NotUnderstood, situation: Situation, sources: Sources
) -> tuple[Cover, Outcome]:
    """Gives the reading with slips of the keyboard corrected; the miss where that is no reading."""
    text, put_in = corrected(found.text, missed.words, sources.lexicon)
    if not put_in:
        return found, missed
    again = cover(text, sources)
    outcome = _outcome(again, situation)
    if isinstance(outcome, Understood):
        return again, replace(outcome, read_as=put_in)
    return (again, outcome) if isinstance(outcome, Doubtful) else (found, missed)


def _outcome(found: Cover, situation: Situation) -> Outcome:
    """Gives what a question means: who did something or did not, or figures, or rows."""
    today, previous = situation.today, situation.previous
    changed = lasting_otherwise(found, previous, today)
    if changed is not None:
        return Understood(changed, carried=True)
    frame = segment(found, today) or rows(found, today)
    if frame is not None:
        return Understood(frame)
    known = Known(situation.settled, _named_in(situation.previous))
    whose = described(found, today)
    if whose is not None:
        return _of_those(*whose, known, situation)
    return read(fill(found, known), situation)


def _of_those(whose: Frame, rest: Cover, known: Known, situation: Situation) -> Outcome:
    """Gives what is asked of customers who are described by what they did."""
    outcome = read(fill(rest, known), replace(situation, previous=None))
    if not isinstance(outcome, Understood):
        return outcome
    frame = of_them(whose, outcome.frame)
    if frame is None:
        return NotUnderstood(tuple(span.text for span in rest.spans[:1]))
    return replace(outcome, frame=frame)


def _named_in(frame: Frame | None) -> frozenset[str]:
    conditions = frame.conditions if frame is not None else ()
    return frozenset(f"{c.dimension}|{value}" for c in conditions for value in c.filter.values)


MOST_NAMED = 6
ORDINALS = ("第一个|1|first|the first one|第一家", "第二个|2|second|the second one|第二家")


SAID_FOR = {
    "sales": ("销售额", "金额", "按销售额", "按金额", "sales", "amount", "by amount", "by sales"),
    "units": ("销量", "数量", "按销量", "按数量", "units", "quantity", "by quantity", "by units"),
    "previous": ("环比", "上一期", "跟上一期比", "the period before", "previous period"),
    "year": ("同比", "去年同期", "跟去年同期比", "a year earlier", "last year"),
    "buyers": ("下单客户数", "下单客户", "buying customers"),
    "new_customers": ("新客户数", "新客户", "new customers"),
    "customers": ("客户数", "customers on file"),
}
"""How people say a choice whose value is a catalog name."""


def _choice(said: str, pending: Pending) -> Mapping[str, str] | None:
    """Gives what is settled by saying a choice, a piece of just one choice, or its number."""
    if said in pending.settles:
        return pending.settles[said]
    for value, words in SAID_FOR.items():
        if value in pending.settles and said in words:
            return pending.settles[value]
    for number, words in enumerate(ORDINALS):
        if said in words.split("|") and number < len(pending.settles):
            return list(pending.settles.values())[number]
    said = _AROUND_A_CHOICE.sub("", said)
    holding = [value for value in pending.settles if len(said) > 1 and said in value]
    return pending.settles[holding[0]] if len(holding) == 1 else None


_AROUND_A_CHOICE = re.compile(
    r"^(?:就是|就|是|做|要|我是说|我说的是|i mean |the |that )+"
    r"|(?:的?(?:那|这)[家个位]|的|吧| one)+$"
)
"""What people say around the piece of a name that they choose by: 做包装那家, "the Harbour one"."""


def after(outcome: Outcome, text: str, settled: Mapping[str, str], thread: Thread) -> Thread:
    """Gives the thread after a question was read so."""
    # What a choice decided about a word holds for the conversation; the rest only for its question.
    lasting = {words: value for words, value in settled.items() if not words.startswith("@")}
    if isinstance(outcome, Understood):
        return Thread(outcome.frame, lasting, named=_named_lately(thread, outcome.frame))
    if isinstance(outcome, Doubtful):
        settles = {fold(o.value).text: {**settled, **o.settles} for o in outcome.options}
        pending = Pending(text, settles)
        return Thread(thread.frame, lasting, pending, thread.shown, thread.named)
    if isinstance(outcome, NotUnderstood) and _waits_for_a_measure(outcome, thread):
        assert outcome.known is not None, "asked before"
        # 青禾电子 by itself: which figure? 今年, or "sales", goes on from there.
        return Thread(outcome.known, lasting, named=_named_lately(thread, outcome.known))
    if isinstance(outcome, NotUnderstood) and thread.frame is None:
        # 今年毛利多少 is not understood, but 那销售额呢 after it means this year's.
        period = outcome.known.period if outcome.known is not None else None
        return Thread(Frame(period=period) if period is not None else None, lasting)
    return Thread(thread.frame, lasting, shown=thread.shown, named=thread.named)


def _waits_for_a_measure(missed: NotUnderstood, thread: Thread) -> bool:
    """Whether only the figure is missing in a question about somebody or some place."""
    whose = missed.known is not None and bool(missed.known.conditions)
    return missed.lacking == "measure" and whose and thread.frame is None


def _named_lately(thread: Thread, frame: Frame) -> tuple[Shown, ...]:
    """Gives what was named lately, with what this frame names beside the one before."""
    before = thread.frame.conditions if thread.frame is not None else ()
    fresh = [
        Shown(condition.dimension, str(condition.filter.values[0]), condition.labels[0])
        for condition in frame.conditions
        if condition not in before
        and len(condition.filter.values) == len(condition.labels) == 1
        and not condition.negated
    ]
    return (*thread.named, *fresh)[-MOST_NAMED:]
