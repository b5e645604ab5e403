"""Questions to the demo company without a desk: nothing is stored."""

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.brains.rules.brain import understand
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import lexicon_for
from assistant.brains.rules.outcome import Outcome, Understood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.draft import Draft
from assistant.conversation.labels import Namer
from assistant.conversation.lookups import looked_up
from assistant.conversation.question import Question
from assistant.conversation.reply import Language, Reply, ScopePart
from assistant.conversation.turn import take_turn
from assistant.conversation.wording import answer
from crm.access import View, operator
from crm.measures import Catalog, load
from crm.models import orders
from crm.names import NameIndex
from crm.periods import standard_calendar
from crm.query.fields import Reader
from crm.query.metric import Database
from tests.demo import TODAY
from tools.base import ToolContext


@dataclass(frozen=True)
class Asking:
    """Asks the demo company as its operator, on its business date."""

    connection: Connection

    @cached_property
    def catalog(self) -> Catalog:
        return load()

    @cached_property
    def around(self) -> Circumstances:
        """All that a turn needs beside its question."""
        currencies = self.connection.execute(sa.select(orders.c.currency).distinct()).scalars()
        database = Database(self.connection, self.catalog, "CNY", frozenset(currencies))
        caller = operator()
        names = NameIndex.build(self.connection)
        lexicon = lexicon_for(self.catalog)
        return Circumstances(
            sources=Sources(lexicon, names, caller, TODAY, standard_calendar()),
            tools=ToolContext(database, Reader(View(caller), TODAY, "sqlite")),
            scope=ScopePart(text="全公司", customers=300),
            as_of={},
        )

    def outcome(self, text: str, thread: Thread | None = None) -> Outcome:
        """Gives what the brain makes of a question."""
        return understand(text, thread or Thread(), self.around.sources).outcome

    def frame(self, text: str) -> Frame:
        """Gives the frame of a question that has one reading."""
        found = self.outcome(text)
        assert isinstance(found, Understood), f"{text}: {found}"
        return found.frame

    def draft(self, text: str, language: Language) -> Draft:
        """Gives the answer to a question with what binds it to its evidence."""
        frame = self.frame(text)
        namer = Namer(self.catalog, language)
        draft = Draft(looked_up(frame, self.around.tools, namer, TODAY), namer, TODAY)
        answer(draft, frame)
        return draft

    def reply(self, text: str, language: Language | None = None) -> Reply:
        """Gives the whole reply to a question."""
        question = Question(text, language=language)
        return take_turn(question, "conversation", Thread(), self.around).reply

    def talk(self, *texts: str) -> list[Reply]:
        """Gives the replies to the questions of one conversation."""
        replies: list[Reply] = []
        thread = Thread()
        for text in texts:
            taken = take_turn(Question(text), "conversation", thread, self.around)
            thread = taken.thread
            replies.append(taken.reply)
        return replies

    def follow(self, first: str, then: str) -> Reply:
        """Gives the reply to a question that follows another."""
        taken = take_turn(Question(first), "conversation", Thread(), self.around)
        return take_turn(Question(then), "conversation", taken.thread, self.around).reply


def opened(engine: Engine) -> Asking:
    """Gives a way to ask on one connection of the engine."""
    return Asking(engine.connect())
