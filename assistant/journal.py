"""The journal: what is kept of a question or a dispute, all of it or nothing.

A turn, its misses and its entry in the audit log are one transaction: no reply leaves without its
entry, and no entry tells of what did not happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy.engine import Connection, Engine

from assistant import audit, misses, schedules
from assistant.brains.rules.outcome import Outcome, Understood
from assistant.brains.rules.spans import Sources
from assistant.conversation import history
from assistant.conversation.question import Question
from assistant.conversation.reply import Usage
from assistant.conversation.turn import Taken
from assistant.token_budget import Taken as Tokens
from assistant.token_budget import note_tokens
from crm.access import Caller
from crm.database import writing
from crm.names import NameIndex
from tools import knowledge_search


@dataclass(frozen=True)
class Reading:
    """What a question was read with."""

    sources: Sources
    currencies: frozenset[str]
    """Those of all orders, whoever sees them."""


class Keeper(Protocol):
    """Takes the turns of a desk."""

    def keep_turn(self, question: Question, taken: Taken, reading: Reading) -> None:
        """Keeps a turn, with what it was read with."""
        ...


@dataclass(frozen=True)
class Journal:
    """Keeps what happens at the desk."""

    engine: Engine
    now: Callable[[], datetime]

    def keep_turn(
        self,
        question: Question,
        taken: Taken,
        reading: Reading,
        beside: Callable[[Connection], None] | None = None,
    ) -> None:
        """Keeps a turn, what it missed, what it changes, and who asked.

        `beside` keeps what must be kept with it, in the same transaction.
        """
        now, caller = self.now(), reading.sources.caller
        found = self._missed(question, taken, reading.sources)
        with self.engine.connect() as connection:
            orders = audit.hidden_orders(taken.outcome, caller, connection)
        entry = _asked(question, taken, reading, orders).entry(now, caller.user_id)
        after = (taken.thread, now)
        with writing(self.engine) as connection:
            history.keep_turn(
                connection, caller.user_id, question.text, taken.reply, after, opens=question.opens
            )
            if found:
                misses.keep(connection, found, now)
            if taken.reply.model is not None:
                note_tokens(connection, caller.user_id, now.date(), _tokens(taken.reply.usage))
            if taken.change is not None:
                schedules.apply(connection, taken.change, now)
            if taken.proposals:
                from assistant.actions import proposal  # noqa: PLC0415  (seldom asked)

                for one in taken.proposals:
                    proposal.keep(connection, one)
                if taken.replaces is not None:
                    made = taken.proposals[0]
                    proposal.replaced(connection, caller.user_id, taken.replaces, made, now)
            audit.record(connection, entry)
            if beside is not None:
                beside(connection)

    def _missed(self, question: Question, taken: Taken, sources: Sources) -> Sequence[misses.Miss]:
        if taken.reply.status != "not_understood":
            return ()
        with self.engine.connect() as connection:
            taken_out = misses.redaction(connection, sources.names, question.text)
        return misses.missed(taken.outcome, sources.caller.role, taken_out)

    def keep_dispute(
        self, caller: Caller, turn_id: str, kind: str, note: str, names: NameIndex
    ) -> None:
        """Keeps that one of the caller's answers is disputed.

        Raises:
            ConversationNotFound: the caller has no such turn.
        """
        now = self.now()
        with self.engine.connect() as connection:
            text, reply = history.own_turn(connection, caller.user_id, turn_id)
            taken_out = misses.redaction(connection, names, text)
        found = misses.disputed(reply, kind, caller.role, taken_out)
        entry = audit.Entry(now, caller.user_id, "answer.disputed", turn_id, {"kind": kind})
        with writing(self.engine) as connection:
            history.note_dispute(connection, caller.user_id, turn_id, kind, (note, now))
            misses.keep(connection, [found], now)
            audit.record(connection, entry)

    def ignore(self, actor: str, kind: str, words: str) -> int:
        """Takes a group of misses off the list for good; gives how many it held."""
        with writing(self.engine) as connection:
            count = misses.ignore(connection, kind, words)
            if count:  # its words are not kept: they may hold a name that is on no file
                detail = {"kind": kind, "rows": count}
                entry = audit.Entry(self.now(), actor, "misses.ignored", None, detail)
                audit.record(connection, entry)
        return count


def _asked(
    question: Question, taken: Taken, reading: Reading, hidden_orders: Sequence[str]
) -> audit.Asked:
    """Gives what the audit log is told of a turn."""
    reply = taken.reply
    unseen = dict(audit.hidden(question.text, taken.outcome, reading.sources))
    if hidden_orders:
        unseen["order"] = hidden_orders
    if reply.status == "not_understood" and (codes := _currencies(taken.outcome, reading)):
        unseen["currency"] = codes
    lookups = tuple(audit.Lookup(one.tool, one.arguments, one.row_count) for one in reply.results)
    if reply.quotes:
        quoted = {"document in": tuple(one.document_id for one in reply.quotes)}
        lookups = (*lookups, audit.Lookup(knowledge_search.NAME, quoted, len(reply.quotes)))
    role = reading.sources.caller.role
    return audit.Asked(reply.turn_id, reply.status, role, lookups, unseen)


def _tokens(usage: Usage) -> Tokens:
    cost, currency = Decimal(usage.cost or 0), usage.currency or ""
    return Tokens(usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens, cost, currency)


def _currencies(outcome: Outcome, reading: Reading) -> Sequence[str]:
    """Gives the currencies asked for that there are, in orders that the asker does not see."""
    if not isinstance(outcome, Understood):
        return ()
    conditions = outcome.frame.conditions
    asked = [code for one in conditions if one.dimension == "currency" for code in one.labels]
    return sorted(reading.currencies.intersection(asked))
