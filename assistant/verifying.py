"""What an admin does with verified questions: keeps one, looks at them, confirms, removes.

An act and its entry in the audit log are one transaction. Neither the question's pattern nor its
plan nor the entry holds a name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.engine import Connection, Engine

from assistant import audit, misses
from assistant.brains.rules.brain import understand
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from assistant.conversation import history
from assistant.conversation.history import LookedUp
from assistant.conversation.reply import Language
from assistant.conversation.turn import Circumstances
from assistant.verified import (
    Kept,
    Listed,
    NotVerifiable,
    keep,
    kept_as,
    listed,
    pattern_of,
    plan_of,
    remove,
)
from assistant.verified.grounds import grounds
from assistant.verified.pattern import Pattern
from assistant.verified.plan import Plan
from assistant.verified.standing import standing
from crm.access import Caller, operator
from crm.database import writing


class UnknownQuestion(Exception):
    """There is no verified question of that id."""


@dataclass(frozen=True)
class Verifying:
    """Keeps which questions an admin has verified.

    `actor` is the id of the admin, who may verify the own turns; None for the operator, who may
    verify anybody's.
    """

    engine: Engine
    circumstances: Callable[[Connection, Caller, Language], Circumstances]
    now: Callable[[], datetime]
    actor: str | None

    def verify(self, turn_id: str) -> Kept:
        """Keeps that a turn's question was answered rightly, and so may be others like it.

        Raises:
            ConversationNotFound: there is no such turn, or it looked nothing up.
            NotVerifiable: it cannot be kept without what only it was about.
        """
        with self.engine.connect() as connection:
            around = self._around(connection)
            turn = history.turn_that_looked_up(connection, turn_id, self.actor)
            pattern, plan = _kept_of(turn, around.sources)
            _require_nameless(connection, pattern, plan, around.sources)
            catalog = around.tools.database.catalog
            rests_on = grounds(pattern.text, plan.frame, catalog, around.sources.lexicon)
        kept = Kept(pattern.text, plan, rests_on, self.actor or "", self.now())
        with writing(self.engine) as connection:
            keep(connection, kept)
            self._record(connection, "question.verified", kept.verified_id)
        return kept

    def listed(self) -> Sequence[Listed]:
        """Gives the verified questions, those that are set aside first."""
        with self.engine.connect() as connection:
            around = self._around(connection)
            return listed(connection, around.tools.database.catalog, around.sources.lexicon)

    def confirm(self, verified_id: str) -> Kept:
        """Lets a question hold that was set aside: its plan is right as things are now.

        Raises:
            UnknownQuestion: there is none of that id.
            NotVerifiable: its plan needs what is no longer there.
        """
        with writing(self.engine) as connection:
            around = self._around(connection)
            kept = kept_as(connection, verified_id)
            if kept is None:
                raise UnknownQuestion(verified_id)
            catalog, lexicon = around.tools.database.catalog, around.sources.lexicon
            if kept.plan is None or not standing(kept, catalog, lexicon).confirmable:
                raise _gone()
            rests_on = grounds(kept.pattern, kept.plan.frame, catalog, lexicon)
            kept = replace(kept, grounds=rests_on, user_id=self.actor or "", at=self.now())
            keep(connection, kept)
            self._record(connection, "question.confirmed", verified_id)
        return kept

    def remove(self, verified_id: str) -> None:
        """Takes a verified question back.

        Raises:
            UnknownQuestion: there is none of that id.
        """
        with writing(self.engine) as connection:
            if not remove(connection, verified_id):
                raise UnknownQuestion(verified_id)
            self._record(connection, "question.unverified", verified_id)

    def _around(self, connection: Connection) -> Circumstances:
        return self.circumstances(connection, operator(), "en")

    def _record(self, connection: Connection, event: audit.Event, verified_id: str) -> None:
        entry = audit.Entry(self.now(), self.actor or "", event, verified_id)
        audit.record(connection, entry)


def _kept_of(turn: LookedUp, sources: Sources) -> tuple[Pattern, Plan]:
    """Gives the pattern and the plan of a turn.

    Raises:
        NotVerifiable: it is no question by itself, or rests on more than it says.
    """
    if not _is_whole(turn, sources):
        raise NotVerifiable(
            "这句话接着上一句问的。请在新对话里完整地问一遍，再核实。",
            "It goes on from the question before. Ask it whole in a new conversation, then verify"
            " that.",
        )
    pattern = pattern_of(turn.question, sources, Known({}))
    if pattern is None or pattern.unsure is not None:
        raise NotVerifiable(
            "问题里有一个词可能是好几个名字，或者时间说不准。换成完整的名字和明确的时间再问一遍，再核实。",
            "A word of it may be one of several names, or a time is not clear. Ask it with whole"
            " names and a plain time, then verify that.",
        )
    return pattern, plan_of(turn.frame, pattern)


def _is_whole(turn: LookedUp, sources: Sources) -> bool:
    """Whether a question says by itself what was looked up."""
    if turn.number == 1 or turn.verified:
        return True
    outcome = understand(turn.question, Thread(), sources).outcome
    return isinstance(outcome, Understood) and outcome.frame == turn.frame


def _require_nameless(
    connection: Connection, pattern: Pattern, plan: Plan, sources: Sources
) -> None:
    """Sees that no name, address or telephone number is left in a pattern.

    Raises:
        NotVerifiable: there is one.
    """
    text, amounts = pattern.text, set(_amounts(plan.frame))
    for span in pattern.cover.spans:
        if span.number is not None and span.number.value in amounts:
            text = text.replace(span.text, "1")  # what is no telephone number, however long
    redacted = misses.redaction(connection, sources.names, text).question()
    if redacted != " ".join(text.split()):
        raise NotVerifiable(
            "问题里有姓名、联系方式或编号，核实的问法里不能留下。换个问法再问一遍。",
            "There is a name, an address or a number of somebody in it, which must not be kept. Ask"
            " it in other words.",
        )


def _amounts(frame: Frame) -> Iterator[Decimal]:
    """Gives the amounts that a frame asks about."""
    yield from (value for one in frame.having for value in one.values)
    for condition in frame.conditions:
        yield from (value for value in condition.filter.values if isinstance(value, Decimal))


def _gone() -> NotVerifiable:
    return NotVerifiable(
        "它的查法要用的指标或维度已经没有了，不能确认；请删除，重新核实一个。",
        "Its plan needs a measure or dimension that there is no longer: remove it, and verify"
        " another.",
    )
