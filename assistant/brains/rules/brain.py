"""The rules brain: reads a question without any model, in milliseconds. Start here.

words → plain words (`sayings.py`) → spans (`spans.py`) → slots (`filling.py`) → frame (`reader.py`:
`fresh.py`, or `followup.py` where the question edits the one before). It answers, asks back, or
says what it did not understand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.brains.rules.abroad import by_country
from assistant.brains.rules.acting import acted
from assistant.brains.rules.among import among_them
from assistant.brains.rules.apposed import apposed
from assistant.brains.rules.asides import without_asides
from assistant.brains.rules.batching import batch
from assistant.brains.rules.blank import left_blank
from assistant.brains.rules.carrying import taken_over
from assistant.brains.rules.choosing import agreed, all_of_them, another, choice
from assistant.brains.rules.confidence import with_confidence
from assistant.brains.rules.conjoined import conjoined
from assistant.brains.rules.correcting import without_correction
from assistant.brains.rules.drafting import draft
from assistant.brains.rules.elliptic import completed
from assistant.brains.rules.filling import fill
from assistant.brains.rules.flagged import reasons, with_numbers
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.in_context import in_context
from assistant.brains.rules.insights import goes_on
from assistant.brains.rules.longest import longest
from assistant.brains.rules.mentions import PLACES, Known
from assistant.brains.rules.noting import noted
from assistant.brains.rules.numbered import one_order
from assistant.brains.rules.of_standing import of_those
from assistant.brains.rules.offering import by_length, by_time, with_offers
from assistant.brains.rules.order_before import of_the_order
from assistant.brains.rules.outcome import (
    ANEW,
    Doubtful,
    NotUnderstood,
    Outcome,
    Scheduling,
    Understood,
)
from assistant.brains.rules.preambles import without_preamble
from assistant.brains.rules.pricing import priced
from assistant.brains.rules.reader import read
from assistant.brains.rules.recasting import recast
from assistant.brains.rules.redrafting import filled, stated
from assistant.brains.rules.reproposing import changed
from assistant.brains.rules.requests import Request
from assistant.brains.rules.restarting import restarted
from assistant.brains.rules.rows import rows
from assistant.brains.rules.sayings import said_plainly
from assistant.brains.rules.scheduling import schedule
from assistant.brains.rules.segments import described, lasting_otherwise, of_them, segment
from assistant.brains.rules.situation import Situation
from assistant.brains.rules.spans import Cover, Sources, cover
from assistant.brains.rules.that_order import by_balance, of_that_order, unpaid_of_those
from assistant.brains.rules.thread import Pending, Thread, after, goes_astray, spoken_of
from assistant.brains.rules.two_questions import both, is_certainly_two, two_questions
from assistant.brains.rules.typos import corrected
from assistant.brains.rules.unusual import edited, unusual
from assistant.brains.rules.visiting import brief
from assistant.brains.rules.with_people import with_people
from crm.text import fold


@dataclass(frozen=True)
class Reading:
    """What was made of a question, and the thread after it."""

    outcome: Outcome
    thread: Thread
    text: str = ""
    """What was read: the question, or the one before that a choice settles."""
    settled: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the conversation has decided about names, and what the choice settles."""


LONGEST = 500
"""Characters that are read. Reading takes longer than in proportion, and nobody asks so much."""


def understand(text: str, thread: Thread, sources: Sources) -> Reading:
    """Gives the reading of a question in its thread; a choice answers the question before."""
    if len(text) > LONGEST:
        return _of_a_long_text(text, thread, sources)
    said = _said(text, thread)
    bare = Situation(sources.today, {}, role=sources.caller.role)
    sent = schedule(said.text, sources.today, thread.wish, lambda one: _read(one, bare, sources))
    asked = sent if isinstance(sent, Scheduling) and sent.act != "unclear" else None
    outcome = (
        asked
        or changed(Request(said.text, sources, said.settled, thread))
        or acted(with_numbers(said.text, thread), sources, said.settled, thread)
        or reasons(said.text, thread, said.settled, sources)
        or noted(said.text, sources, said.settled, spoken_of(thread))
        or sent
        or _written(said, thread, sources)
    )
    if outcome is None:
        situation = _situation(thread, said.settled, sources)
        outcome = _read(said.text, situation, sources)
        if isinstance(outcome, NotUnderstood):

            def alone(one: str) -> Outcome:
                return _alone(one, situation, sources)

            flags = edited(said.text, sources, alone, thread.flags)
            outcome = flags or stated(said.text, thread.draft, surely=False) or outcome
    if not said.chose and isinstance(outcome, Understood) and goes_astray(outcome, thread):
        outcome = NotUnderstood((), lacking="before")
    now = after(outcome, said.text, said.settled, thread)
    goes_on = said.chose or (isinstance(outcome, Understood) and outcome.carried)
    proposed = outcome.offers if isinstance(outcome, NotUnderstood) else ()
    now = replace(
        now,
        offered=said.offered if goes_on else None,
        proposed=tuple(offer.text for offer in proposed),
    )
    return Reading(outcome, now, said.text, said.settled)


@dataclass(frozen=True)
class _Said:
    """What is to be read: the question, the one before that a choice settles, or another choice."""

    text: str
    settled: dict[str, str]
    offered: Pending | None
    chose: bool = False


def _said(text: str, thread: Thread) -> _Said:
    """Gives what is to be read where a question back waits, or waited before this one."""
    settled, pending, offered = dict(thread.settled), thread.pending, thread.offered
    text = agreed(fold(text).text, thread.proposed) or text
    chosen = choice(fold(text).text, pending) if pending is not None else None
    if pending is not None and chosen is not None:
        names = pending if pending.words else None
        anew = chosen.get(ANEW, pending.text)
        return _Said(anew, settled | dict(chosen), names, chose=True)
    several = all_of_them(fold(text).text, pending) if pending is not None else None
    if several is not None:
        return _Said(several, settled, pending, chose=True)
    other = another(fold(text).text, offered) if offered is not None else None
    if offered is not None and other is not None:
        return _Said(offered.words, settled | dict(other), offered)
    if thread.frame is not None:
        text = completed(without_correction(text), thread.frame)
    return _Said(of_the_order(text, thread), settled, offered)


def _of_a_long_text(text: str, thread: Thread, sources: Sources) -> Reading:
    """Gives the note that a long text is; else that it is too long."""
    note = noted(text, sources, thread.settled, spoken_of(thread))
    if note is None:
        return Reading(NotUnderstood((), lacking="brevity"), thread, text)
    return Reading(note, after(note, text, thread.settled, thread), text)


def _written(said: _Said, thread: Thread, sources: Sources) -> Outcome | None:
    """Gives the message that is asked for, or how the one before is to be; None where none is."""
    fresh = _situation(Thread(), said.settled, sources)
    return (
        batch(said.text, sources, lambda who: _read_one(who, fresh, sources), thread.frame)
        or draft(said.text, sources, said.settled, thread.draft, spoken_of(thread))
        or filled(said.text, thread.draft)
        or stated(said.text, thread.draft, surely=True)
        or brief(said.text, sources, said.settled, spoken_of(thread))
    )


def _situation(thread: Thread, settled: dict[str, str], sources: Sources) -> Situation:
    return Situation(
        sources.today,
        settled,
        thread.frame,
        thread.shown,
        thread.named,
        sources.caller.role,
        thread.earlier,
    )


def _read(text: str, situation: Situation, sources: Sources) -> Outcome:
    """Gives what a text means: one question, or two in one breath."""
    parts = two_questions(text)
    if parts is None:
        return _read_one(text, situation, sources)

    def read_part(part: str, before: Frame | None) -> Outcome:
        seen = situation if before is None else replace(situation, previous=before, shown=())
        return _read_one(part, seen, sources)

    one = None if is_certainly_two(text, parts[0]) else _read_one(text, situation, sources)
    if isinstance(one, Understood | Doubtful):
        return one
    return both(*parts, read_part) or one or _read_one(text, situation, sources)


def _read_one(text: str, situation: Situation, sources: Sources) -> Outcome:
    """Gives what a question means; what it may have been, where a word is in no lexicon."""
    found, outcome = _covered(text, situation, sources)
    if found is None or not isinstance(outcome, NotUnderstood):
        return outcome

    def read_otherwise(other: str) -> Outcome:
        return _covered(other, situation, sources)[1]

    other = conjoined(text, read_otherwise) or longest(text, read_otherwise)
    other = other or by_length(text, read_otherwise)
    if other is not None:
        return other
    if outcome.bad_periods:
        return by_time(outcome, text, read_otherwise)
    return with_offers(outcome, text, found, sources, read_otherwise)


def _covered(text: str, situation: Situation, sources: Sources) -> tuple[Cover | None, Outcome]:
    """Gives what a question means, with slips of the keyboard corrected where that helps.

    With the spans that it was read from; None where it was not read from spans.
    """
    asked = without_preamble(without_asides(text), sources)
    plain = restarted(recast(said_plainly(asked)), sources)
    plain = in_context(plain, situation.previous)
    wrong = unusual(plain, sources, lambda rest: _alone(rest, situation, sources))
    if wrong is not None:
        return None, wrong
    named = one_order(plain, sources)
    if named is not None:
        return None, named
    found = cover(plain, sources)
    outcome = _outcome(found, situation)
    if isinstance(outcome, NotUnderstood) and outcome.words:
        found, outcome = _without_slips(found, outcome, situation, sources)
    return found, with_confidence(_of_what_is_held(outcome, found, sources), text, found)


def _of_what_is_held(outcome: Outcome, found: Cover, sources: Sources) -> Outcome:
    """Gives a miss where it is split by a kind of place that is empty in all rows: by country."""
    if isinstance(outcome, Understood):
        outcome = replace(outcome, frame=by_country(outcome.frame, sources.names, sources.caller))
    groups = outcome.frame.groups if isinstance(outcome, Understood) else ()
    empty = [kind for kind in groups if kind in PLACES and not sources.names.holds(kind)]
    words = [span.text for span in found.spans if span.may_be("dimension", *empty)] if empty else []
    return NotUnderstood(tuple(words)) if words else outcome


def _alone(text: str, situation: Situation, sources: Sources) -> Outcome:
    """Gives what a text means by itself, whatever was asked before."""
    return _outcome(cover(text, sources), replace(situation, previous=None, shown=()))


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
    found = replace(found, spans=apposed(found.text, found.spans))
    known, before = Known(situation.settled, _named_in(situation.previous)), situation.previous
    told = _insight(found, known, situation)
    if told is not None:
        return told
    if not goes_on(situation.previous):
        situation = replace(situation, previous=None)
    today, previous = situation.today, situation.previous
    same = of_that_order(found.text, previous) or by_balance(found.text, previous)
    same = same or unpaid_of_those(found.text, previous) or with_people(found.text, previous)
    if same is not None:
        return Understood(same, carried=True)
    changed = lasting_otherwise(found, previous, today)
    if changed is not None:
        return Understood(changed, carried=True)
    frame = priced(found, previous) or left_blank(found) or among_them(found, previous, today)
    frame = frame or segment(found, today) or rows(found, today, previous)
    if frame is not None:
        carried = taken_over(frame, found, before)
        return Understood(carried or frame, carried=carried is not None)
    whose = described(found, today)
    if whose is not None:
        return _of_those(*whose, known, situation)
    return read(fill(found, known), situation)


def _asks_for_what_is_new(found: Cover, before: Frame | None) -> bool:
    """Whether new orders are asked for, and not since when: all that there are would be wrong."""
    named = any(span.text in NEW_ORDERS for span in found.spans)
    timed = any(span.period is not None for span in found.spans)
    return named and not timed and (before is None or before.period is None)


NEW_ORDERS = frozenset({"new order", "new orders", "新订单", "新单", "新单子"})


def _insight(found: Cover, known: Known, situation: Situation) -> Outcome | None:
    """Gives what a question for what customers will do means; None where it is none.

    Or that it is not said since when orders are new.
    """
    if _asks_for_what_is_new(found, situation.previous):
        return NotUnderstood((), lacking="since")

    def read_part(part: Cover, then: Situation) -> Outcome:
        return read(fill(part, known), then)

    if any(span.may_be("insight") for span in found.spans):
        outcome = read_part(found, situation)
        missed = isinstance(outcome, NotUnderstood)
        return (of_those(found, situation, read_part) if missed else None) or outcome
    theirs = of_those(found, situation, read_part)
    if theirs is not None:
        return theirs
    if goes_on(situation.previous):
        return None
    outcome = read_part(found, situation)
    told = isinstance(outcome, Understood) and outcome.frame.view == "insight"
    return outcome if told else None


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
