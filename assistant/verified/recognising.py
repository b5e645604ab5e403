"""Recognises a verified question in what somebody asks, and says which reading of it counts.

- The rules read it like the plan: it is verified.
- The rules do not read it: the plan does.
- The rules read it otherwise: an admin has looked at the plan's answer, and nobody at the rules',
  so the plan counts; but only for periods of the kind that was looked at.

A name that the asker may not see fills no slot: the question is not recognised, as if nobody had
that name. A question that edits the one before is another question, whatever its words are.
"""

from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from assistant.brains.planning import is_for_a_model
from assistant.brains.rules.brain import Reading
from assistant.brains.rules.confidence import with_confidence
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import Outcome, Understood
from assistant.brains.rules.reader import one_of_several
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread, after
from assistant.verified.keeping import are_any, id_of, kept_as
from assistant.verified.pattern import Pattern, pattern_of
from assistant.verified.plan import Plan, filled, same_sorts
from assistant.verified.standing import standing
from crm.measures import Catalog


@dataclass(frozen=True)
class Recognised:
    """A reading, and whether an admin has verified it."""

    reading: Reading
    verified: bool = False


def recognised(
    reading: Reading, thread: Thread, sources: Sources, catalog: Catalog, connection: Connection
) -> Recognised:
    """Gives the reading of a question as verified, where it is; else as the rules read it."""
    if not _may_be(reading.outcome, reading) or not are_any(connection):
        return Recognised(reading)
    pattern = pattern_of(reading.text, sources, Known(reading.settled))
    kept = kept_as(connection, id_of(pattern.text)) if pattern is not None else None
    if pattern is None or kept is None or kept.plan is None:
        return Recognised(reading)
    if not standing(kept, catalog, sources.lexicon).holds:
        return Recognised(reading)
    outcome = _counts(reading.outcome, kept.plan, pattern)
    if outcome is None or (outcome is not reading.outcome and _goes_on(kept.plan, thread)):
        return Recognised(reading)
    return Recognised(_read_as(outcome, reading, thread), isinstance(outcome, Understood))


def _may_be(outcome: Outcome, reading: Reading) -> bool:
    """Whether a question may be a verified one: no talk, no choice, no edit of the one before."""
    if isinstance(outcome, Understood):
        return not outcome.carried
    return is_for_a_model(reading)


def _goes_on(plan: Plan, thread: Thread) -> bool:
    """Whether a question leaves open what the one before said, and so may go on from it."""
    before = thread.frame
    if before is None:
        return False
    return (before.period is not None and not plan.periods) or (
        bool(before.conditions) and not plan.names
    )


def _counts(outcome: Outcome, plan: Plan, pattern: Pattern) -> Outcome | None:
    """Gives the outcome that counts; None where it is that of the rules, and not verified."""
    if pattern.unsure is not None:
        return None if isinstance(outcome, Understood) else one_of_several(pattern.unsure)
    frame = filled(plan, pattern)
    if frame is None:
        return None
    if isinstance(outcome, Understood):
        return _of_two(outcome, frame, plan, pattern)
    return _understood(frame, pattern)


def _of_two(outcome: Understood, frame: Frame, plan: Plan, pattern: Pattern) -> Outcome | None:
    """Gives the reading that counts of the rules' and the plan's."""
    if outcome.frame == frame:
        return outcome
    return _understood(frame, pattern) if same_sorts(plan, pattern) else None


def _understood(frame: Frame, pattern: Pattern) -> Outcome:
    matched = tuple(one for one in pattern.mentions if one.matched)
    return with_confidence(Understood(frame, matched), pattern.cover.text, pattern.cover)


def _read_as(outcome: Outcome, reading: Reading, thread: Thread) -> Reading:
    if outcome is reading.outcome:
        return reading
    then = after(outcome, reading.text, reading.settled, thread)
    return replace(reading, outcome=outcome, thread=then)
