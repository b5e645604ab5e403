"""What a conversation remembers from one question to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from assistant.brains.rules.frame import Condition, Frame
from assistant.brains.rules.outcome import (
    Acting,
    Batching,
    Doubtful,
    Drafting,
    NotedDown,
    NotUnderstood,
    Outcome,
    Requested,
    Scheduling,
    Talk,
    Understood,
)
from assistant.brains.rules.remeasuring import STANDING
from assistant.brains.rules.situation import Shown
from crm.query.spec import Filter, Value
from crm.text import fold
from tools.drafts import DraftRequest
from tools.schedules import Wish
from tools.wishes import Deed

MOST_NAMED = 6
EDITS = ("edits",)
"""What a miss leaves open that was to change the question before."""


@dataclass(frozen=True)
class Pending:
    """A question that waits for a choice: its text, and what each choice settles."""

    text: str
    settles: Mapping[str, Mapping[str, str]]
    words: str = ""
    """The name that fits several things; empty where something else is to be chosen."""


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
    earlier: Frame | None = None
    """The frame before the last one, for "compare them"."""
    offered: Pending | None = None
    """The question back about a name that was settled last: 包装那家呢 is another choice."""
    lost: Frame | None = None
    """What the question before said, where it was not answered: none but itself goes on from it."""
    draft: DraftRequest | None = None
    """The message that was drafted just now."""
    orders: tuple[str, ...] = ()
    """The numbers of the orders that the last answer listed, for 最后那张."""
    flagged: tuple[str, ...] = ()
    """The orders whose flags were told last, in their order."""
    flags: Frame | None = None
    """The list that these are of, which 上个月呢 or 只看… goes on from."""
    explained: str | None = None
    """The one of them that was told about by itself."""
    deed: Deed | None = None
    """What was proposed just now, which 改成10台 changes."""
    proposal: str | None = None
    """The id of the proposal that it became."""
    wish: Wish | None = None
    """What is to come by itself, where that was proposed just now and is not kept yet."""
    proposed: tuple[str, ...] = ()
    """The questions that the last one may have been, where it was not understood."""


def restored(thread: Thread) -> Thread:
    """Gives a thread that was kept as JSON, in which amounts and days are texts."""
    frames = (thread.frame, thread.earlier, thread.lost, thread.flags)
    found = (_restored(frame) if frame is not None else None for frame in frames)
    frame, earlier, lost, flags = found
    return replace(thread, frame=frame, earlier=earlier, lost=lost, flags=flags)


def _restored(frame: Frame) -> Frame:
    conditions = tuple(
        replace(condition, filter=_typed(condition.filter)) for condition in frame.conditions
    )
    return replace(frame, conditions=conditions)


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


def spoken_of(thread: Thread) -> tuple[str, str] | None:
    """Gives the one customer that is being talked about, by id and name; None where none is."""
    if thread.draft is not None:
        return thread.draft.customer_id, thread.draft.customer
    conditions = thread.frame.conditions if thread.frame is not None else ()
    named = [one for one in conditions if one.dimension == "customer" and not one.negated]
    if len(named) != 1 or len(named[0].filter.values) != 1:
        return None
    return str(named[0].filter.values[0]), named[0].labels[0]


def after(outcome: Outcome, text: str, settled: Mapping[str, str], thread: Thread) -> Thread:
    """Gives the thread after a question, by what was made of it."""
    # What a choice decided about a word holds for the conversation; the rest only for its question.
    lasting = {words: value for words, value in settled.items() if not words.startswith("@")}
    if isinstance(outcome, Understood):
        if outcome.frame.view in {"order", "anomalies"}:
            # One order, or flags: of the latter another list may be asked for, and no figure.
            listed = not any(c.dimension == "order_id" for c in outcome.frame.conditions)
            flags = outcome.frame if outcome.frame.view == "anomalies" and listed else None
            return Thread(settled=lasting, flags=flags)
        named = _named_lately(thread, outcome.frame)
        return Thread(outcome.frame, lasting, named=named, earlier=thread.frame)
    if isinstance(outcome, Doubtful):
        settles = {fold(o.value).text: {**settled, **o.settles} for o in outcome.options}
        words = outcome.words if outcome.doubt == "name" else ""
        return replace(thread, settled=lasting, pending=Pending(text, settles, words), lost=None)
    if isinstance(outcome, NotUnderstood):
        missed = _after_a_miss(outcome, lasting, thread)
        told = {"flagged": thread.flagged, "explained": thread.explained}
        waits = {"deed": thread.deed, "proposal": thread.proposal}
        return replace(missed, draft=thread.draft, flags=thread.flags, **told, **waits)
    return _after_words(outcome, lasting, thread)


def _after_words(
    outcome: Talk | Requested | Scheduling | Acting, lasting: dict[str, str], thread: Thread
) -> Thread:
    """Gives the thread after a turn that asked for no data."""
    if isinstance(outcome, Scheduling):
        wish = outcome.wish if outcome.act == "propose" else None
        return replace(
            thread, settled=lasting, pending=None, lost=None, wish=wish, deed=None, proposal=None
        )
    if isinstance(outcome, Requested):
        return _after_a_request(outcome, lasting)
    if isinstance(outcome, Acting):
        deed = outcome.wish if isinstance(outcome.wish, Deed) else thread.deed
        return replace(thread, settled=lasting, pending=None, deed=deed)
    if outcome.topic == "definition" and thread.frame is None and len(outcome.measures) == 1:
        # "what does attainment mean", then "what is mine": that figure.
        return Thread(Frame(measures=outcome.measures), lasting)
    return replace(thread, settled=lasting, pending=None)


def _after_a_request(outcome: Requested, lasting: dict[str, str]) -> Thread:
    """Gives the thread after a message, a brief or a note: about the customer it was for."""
    if isinstance(outcome, Batching):
        return Thread(outcome.whose, lasting)
    if isinstance(outcome, Drafting):
        request = outcome.request
        return Thread(_about(request.customer_id, request.customer), lasting, draft=request)
    about = outcome.note if isinstance(outcome, NotedDown) else outcome
    return Thread(_about(about.customer_id, about.customer), lasting)


def _about(customer_id: str, name: str) -> Frame:
    """Gives a frame that says no more than which customer is being talked about."""
    only = Condition(Filter("customer", "in", (customer_id,)), (name,))
    return Frame(conditions=(only,), assumed=("missed",))


def _after_a_miss(missed: NotUnderstood, lasting: dict[str, str], thread: Thread) -> Thread:
    if _waits_for_a_measure(missed, thread):
        assert missed.known is not None, "asked before"
        # 青禾电子 by itself: which figure? 今年, or "sales", goes on from there.
        return Thread(missed.known, lasting, named=_named_lately(thread, missed.known))
    if thread.frame is None:
        # 今年毛利多少 is not understood, but 那销售额呢 after it means this year's.
        said = missed.known or Frame()
        kept = Frame(conditions=said.conditions, period=said.period, assumed=("missed",))
        return Thread(kept if said.period or said.conditions else None, lasting)
    if missed.lacking == "measure" and not (thread.frame.measures or thread.frame.entity):
        return replace(thread, frame=missed.known or thread.frame, settled=lasting, pending=None)
    lost = missed.known or thread.lost
    if missed.edits and lost is not None:
        lost = replace(lost, assumed=EDITS)
    return replace(thread, settled=lasting, pending=None, lost=lost)


def _waits_for_a_measure(missed: NotUnderstood, thread: Thread) -> bool:
    """Whether only the figure is missing in a question about somebody or some place."""
    whose = missed.known is not None and bool(missed.known.conditions)
    return missed.lacking == "measure" and whose and thread.frame is None


def goes_astray(outcome: Understood, thread: Thread) -> bool:
    """Whether a question goes on from one that was not answered, and not from the one before it.

    After 第二个上个月多少, not understood, 那边有几单 is about the second one. What the follow-up
    says itself of time and name is no matter.
    """
    if not outcome.carried or thread.frame is None:
        return False
    if thread.pending is not None:  # the question back was left unanswered
        return not set(outcome.frame.conditions) - set(thread.frame.conditions)
    lost = thread.lost
    if lost is None:
        return False
    if lost.assumed == EDITS and _leaves_out(outcome.frame, lost):
        return True
    named = all(condition in outcome.frame.conditions for condition in lost.conditions)
    standing = outcome.frame.period is None and set(outcome.frame.measures) <= STANDING
    return not named or not (standing or lost.period in {None, outcome.frame.period})


def _leaves_out(frame: Frame, lost: Frame) -> bool:
    """Whether a frame lacks the split that was lost, or it was never known what was to change."""
    nothing = not (lost.groups or lost.conditions or lost.period)
    return nothing or not set(lost.groups) <= {*frame.groups}


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
