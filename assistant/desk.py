"""The desk: where questions are taken in, for every way of asking. One per process, thread-safe."""

from collections.abc import Callable, Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy.engine import Connection, Engine

from assistant import misses
from assistant.brains.planning import Means, Planner, planned
from assistant.brains.rules.spans import Sources
from assistant.brains.wording import Writer
from assistant.conversation import history
from assistant.conversation.calls import Called, called
from assistant.conversation.circumstances import Circumstances, Progress, unseen
from assistant.conversation.documents import are_there
from assistant.conversation.hiding import hidden_in
from assistant.conversation.history import ConversationNotFound
from assistant.conversation.progress import stepwise
from assistant.conversation.question import Question, language_of
from assistant.conversation.reply import Language, Reply, ScopePart
from assistant.conversation.scope import scope_of
from assistant.conversation.suggestions import starters
from assistant.conversation.telling import Left, worded
from assistant.conversation.trace import Trace
from assistant.conversation.turn import Read, Taken, answered, read_question
from assistant.journal import Journal, Keeper, Reading
from assistant.known import Knowledge, Known
from assistant.quiet import USUAL, QuietHours
from assistant.teaching import House, Lesson, Refused, Signature, Taught, Teacher
from assistant.token_budget import TokenBudget
from assistant.tracing import Recorder, Silent, brain
from assistant.verified import examples
from assistant.verifying import Verifying
from crm.access import Caller, View, caller_named, operator
from crm.database import reading, writing
from crm.measures import Catalog
from crm.names import NameIndex
from crm.periods import BusinessCalendar, standard_calendar
from crm.periods.rhythm import moment_of
from crm.query.fields import Reader
from crm.query.metric import Database
from crm.vocabulary import Section
from knowledge.base import KnowledgeBase
from knowledge.library import Document, Kept
from tools.base import ToolContext
from tools.knowledge_search import document_for, documents_for

Event = tuple[str, BaseModel | dict[str, object]]
UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Welcome:
    """What is said to somebody who opens the page."""

    scope: ScopePart
    questions: Sequence[str]


@dataclass(frozen=True)
class Waiting:
    """A question that waits for a model, which may take its time."""

    read: Read
    read_with: Reading
    sources: Sources
    means: Means
    planner: Planner
    left: Left


class Desk:
    """Takes questions of callers and gives replies.

    `catalog` is what can be asked for: fixed, or the home's files, which may change meanwhile.
    `patience_s` is what a statement may take before it is cancelled. `planner` plans what the rules
    do not read, or with `model_first` all that asks for data; `writer` words what was found. Both
    keep within `tokens`, and see signs in place of names where it `hides` them. `documents` are
    looked into where a question is not about data. `recorder` takes the spans of turns. `timezone`
    is the one that `now` tells the time of, `quiet` when no message should go out. Messages can
    leave by the channels that it `sends` by.
    """

    def __init__(  # noqa: PLR0913  (all but the first by name)
        self,
        engine: Engine,
        *,
        catalog: Catalog | House,
        today: Callable[[], date],
        now: Callable[[], datetime],
        currency: str = "CNY",
        calendar: BusinessCalendar | None = None,
        patience_s: float | None = None,
        planner: Planner | None = None,
        model_first: bool = False,
        writer: Writer | None = None,
        tokens: TokenBudget | None = None,
        hides: bool = False,
        documents: KnowledgeBase | None = None,
        recorder: Recorder | None = None,
        timezone: ZoneInfo = UTC,
        sends: Collection[str] = (),
        quiet: QuietHours | None = None,
    ) -> None:
        self._engine = engine
        self._timezone = timezone
        self._patience_s = patience_s
        self._known = Known(catalog, today)
        self._today = today
        self._now = now
        self._currency = currency
        self._calendar = calendar or standard_calendar()
        self._documents = documents
        self._journal = Journal(engine, now)
        self.keeper: Keeper = self._journal
        self._planner = planner
        self._model_first = model_first
        self._writer = writer
        self._hides = hides
        self._tokens = tokens or TokenBudget()
        self._recorder = recorder or Silent()
        self.sends = frozenset(sends)
        self._quiet = quiet or USUAL

    def telling(self, keeper: Keeper) -> "Desk":
        """Gives a desk that tells somebody else of its turns, who may keep them."""
        other = copy(self)
        other.keeper = keeper
        return other

    def caller(self, user_id: str | None) -> Caller:
        """Gives the caller for a user; the operator, who sees all, without one.

        Raises:
            UnknownCallerError: no such user.
        """
        if user_id is None:
            return operator()
        with self._engine.connect() as connection:
            return caller_named(connection, user_id)

    def ask(self, caller: Caller, question: Question) -> Reply:
        """Gives the reply to a question, and keeps the turn.

        Raises:
            ConversationNotFound: the caller has no such conversation.
        """
        trace = Trace(self._recorder, question)
        with trace:
            step = self._begun(caller, question)
            reply = step if isinstance(step, Reply) else self._ended(step)
        return trace.told(reply)

    def stream(self, caller: Caller, question: Question) -> Iterator[Event]:
        """Gives the reply in parts; a figure comes only whole and after its check.

        Raises:
            ConversationNotFound: the caller has no such conversation.
        """
        with self._engine.connect() as connection:  # before anything is said
            history.conversation_of(connection, caller.user_id, question)
        yield "status", {"state": "understanding", "reading": []}
        trace = Trace(self._recorder, question)
        step = yield from stepwise(partial(self._begin, trace, caller, question))
        if isinstance(step, Waiting):
            yield "status", {"state": "planning", "reading": []}
        with trace:
            reply = step if isinstance(step, Reply) else self._ended(step)
        trace.told(reply)
        yield "status", {"state": "querying", "reading": list(reply.reading)}
        for result in reply.results:
            yield "result", result
        yield "token", {"text": reply.text}
        yield "done", reply

    def call(self, caller: Caller, call: Called, question: Question) -> Reply:
        """Gives the reply to a program's call of a tool, and keeps the turn; no model is asked."""
        trace = Trace(self._recorder, question)
        with trace:
            with reading(self._engine, patience_s=self._patience_s) as connection:
                around = self.circumstances(connection, caller, language_of(question))
                read_with = Reading(around.sources, around.currencies)
                taken = called(call, question, around)
            self.keeper.keep_turn(question, taken, read_with)
        return trace.told(taken.reply)

    def _begin(
        self, trace: Trace, caller: Caller, question: Question, progress: Progress
    ) -> "Reply | Waiting":
        with trace:
            return self._begun(caller, question, progress)

    def _begun(
        self, caller: Caller, question: Question, progress: Progress = unseen
    ) -> "Reply | Waiting":
        """Gives the reply, or the question as it waits for a model."""
        with reading(self._engine, patience_s=self._patience_s) as connection:
            conversation = history.conversation_of(connection, caller.user_id, question)
            around = self.circumstances(connection, caller, language_of(question))
            read_with = Reading(around.sources, around.currencies)
            around = replace(around.hearing(question), progress=progress)
            read = read_question(
                question, conversation.conversation_id, conversation.thread, around
            )
            asks = self._planner if read.is_for_a_model(first=self._model_first) else None
            left = self._left(connection, caller, read) if asks or self._writer else Left(0)
            if asks is not None:
                catalog = around.tools.database.catalog
                alike = examples(read.reading.text, around.sources, catalog, connection)
                hidden = left.hidden or ()
                means = Means(catalog, are_there(around.tools), left.tokens, alike, hidden)
                return Waiting(read, read_with, around.sources, means, asks, left)
            # The last to use the connection: where a statement was cancelled, no other may follow.
            taken = answered(read, around)
        return self._kept(read, taken, read_with, left)

    def _ended(self, waiting: "Waiting") -> Reply:
        """Has a model plan the question that waits for it; holds no connection meanwhile."""
        read, sources = waiting.read, waiting.sources
        with brain("llm"):
            plan = planned(waiting.planner, read.reading, read.thread, sources, waiting.means)
        with reading(self._engine, patience_s=self._patience_s) as connection:
            around = self.circumstances(connection, sources.caller, language_of(read.question))
            taken = answered(replace(read, plan=plan), around.hearing(read.question))
        left = waiting.left.after(taken.reply)
        return self._kept(read, taken, waiting.read_with, left)

    def _left(self, connection: Connection, caller: Caller, read: Read) -> Left:
        """Gives what a question may take of a model, and what of it may not be sent."""
        tokens = self._tokens.left(connection, caller.user_id, self._now().date())
        if not self._hides:
            return Left(tokens, price=self._tokens.price)
        names = self.knowledge(connection).names
        hidden = hidden_in(connection, names, read.question.text)
        return Left(tokens, hidden, price=self._tokens.price)

    def _kept(self, read: Read, taken: Taken, read_with: Reading, left: Left) -> Reply:
        """Keeps a turn, in a model's words where there are any that hold; holds no connection."""
        if self._writer is not None and taken.told is not None:
            reply = worded(taken.reply, taken.told, read.question.text, self._writer, left)
            taken = replace(taken, reply=reply)
        self.keeper.keep_turn(read.question, taken, read_with)
        return taken.reply

    def circumstances(
        self, connection: Connection, caller: Caller, language: Language
    ) -> Circumstances:
        """Gives what a question of a caller is answered with now."""
        known = self.knowledge(connection)
        today = self._today()
        currencies = known.currencies.seen_by(caller)
        database = Database(connection, known.catalog, self._currency, currencies)
        reader = Reader(View(caller), today, connection.dialect.name)
        return Circumstances(
            sources=Sources(known.lexicon, known.names, caller, today, self._calendar),
            tools=ToolContext(database, reader, self._documents, known.kept),
            scope=scope_of(caller, known.customers_of(caller, connection), language),
            as_of=known.as_of,
            currencies=known.currencies.all,
            price=self._tokens.price,
            moment=moment_of(self._now(), self._timezone),
            timezone=self._timezone,
            local=self._now(),
            sends=self.sends,
            quiet=self._quiet,
        )

    def knowledge(self, connection: Connection) -> Knowledge:
        """Gives what is known of the data; read anew after an import or a lesson."""
        return self._known.now(connection)

    def warm(self) -> None:
        """Reads names and words now, so that the first question need not wait for it."""
        with self._engine.connect() as connection:
            self.knowledge(connection)
        if self._planner is not None:
            self._planner.prepare()

    def welcome(self, caller: Caller, language: Language) -> Welcome:
        """Gives what to say to somebody who opens the page."""
        with self._engine.connect() as connection:
            number = self.knowledge(connection).customers_of(caller, connection)
        scope = scope_of(caller, number, language)
        return Welcome(scope, starters(caller.role, language))

    def conversations(self, caller: Caller) -> Sequence[dict[str, str | int | None]]:
        """Gives the caller's latest conversations, the newest first."""
        with self._engine.connect() as connection:
            return history.latest(connection, caller.user_id)

    def conversation(self, caller: Caller, conversation_id: str) -> dict[str, object]:
        """Gives one of the caller's conversations with its turns.

        Raises:
            ConversationNotFound: the caller has no such conversation.
        """
        with self._engine.connect() as connection:
            return history.whole(connection, caller.user_id, conversation_id)

    def note_seen(self, caller: Caller, conversation_id: str) -> None:
        """Notes that the caller has looked at the digests of an own conversation."""
        with writing(self._engine) as connection:
            history.note_seen(connection, caller.user_id, conversation_id)

    def documents(self, caller: Caller) -> Sequence[Document]:
        """Gives the documents that the caller may read.

        Raises:
            KnowledgeError: they cannot be read now.
        """
        return documents_for(self._documents, caller) if self._documents is not None else ()

    def document(self, caller: Caller, document_id: str) -> Sequence[Kept]:
        """Gives a document's passages; none where the caller may not read it, or there is none.

        Raises:
            KnowledgeError: they cannot be read now.
        """
        if self._documents is None:
            return ()
        return document_for(self._documents, caller, document_id)

    @property
    def has_documents(self) -> bool:
        """Whether there are documents at all, whoever may read them."""
        return self._documents is not None and self._documents.library.exists()

    def dispute(self, caller: Caller, turn_id: str, kind: str, note: str) -> None:
        """Notes that one of the caller's answers is disputed.

        Raises:
            ConversationNotFound: the caller has no such turn.
        """
        self._journal.keep_dispute(caller, turn_id, kind, note, self.all_names())

    def catalog(self) -> Catalog:
        """Gives what can be asked for now, with this deployment's words."""
        with self._engine.connect() as connection:
            return self.knowledge(connection).catalog

    def misses(self, limit: int) -> Sequence[misses.Group]:
        """Gives what was not understood, the most frequent words first."""
        with self._engine.connect() as connection:
            return misses.grouped(connection, limit)

    def ignore(self, kind: str, words: str, *, actor: str = "") -> int:
        """Takes a group of misses off the list for good; gives how many it held.

        `actor` is the id of who does it; empty for the operator, as below.
        """
        return self._journal.ignore(actor, kind, words)

    def teach(self, lesson: Lesson, *, actor: str = "") -> Taught:
        """Gives a word a meaning that holds from the next question on.

        Raises:
            Refused: it cannot have that one.
        """
        return self._teacher(actor).teach(lesson, self.all_names())

    def forget(self, words: str, *, actor: str = "") -> None:
        """Takes back what a word was taught to mean.

        Raises:
            Refused: it was not taught, or others rest on it.
        """
        self._teacher(actor).forget(words, self.all_names())

    def _teacher(self, actor: str) -> Teacher:
        if (house := self._known.house) is not None:
            return Teacher(self._engine, house, self._today, Signature(actor, self._now))
        raise Refused("这个服务没有可写的文件夹。", "This service has no home to write to.")

    def verifying(self, actor: str | None = None) -> Verifying:
        """Gives the acts of an admin on verified questions; without one of the operator."""
        return Verifying(self._engine, self.circumstances, self._now, actor)

    def words_for(self, section: Section, meaning: str) -> Sequence[str]:
        """Gives the words that were taught for a customer, a product or a person, by its id."""
        with self._engine.connect() as connection:
            entries = self.knowledge(connection).vocabulary.of(section)
        return tuple(entry.word for _, entry in entries if entry.meaning == meaning)

    def all_names(self) -> NameIndex:
        """Gives all names there are: for what looks for them in texts, never for an answer."""
        with self._engine.connect() as connection:
            return self.knowledge(connection).names


__all__ = ["ConversationNotFound", "Desk", "Welcome", "scope_of"]
