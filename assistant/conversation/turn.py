"""One turn: a question of a caller becomes a checked reply. READ THIS FIRST.

1. the brain reads the question in its thread (`assistant/brains/rules/brain.py`)
2. the frame's query runs as a tool, inside the caller's scope (`tools/`, `crm/query/`)
3. the rows are the evidence from which the text is written (`wording/`)
4. every figure, date and name of the text is held against the evidence (`draft.checked`)
5. only then there is a reply
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.brains.rules.brain import Reading, understand
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Outcome, Talk, Understood
from assistant.brains.rules.situation import Shown, still_shown
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from assistant.conversation.charts import chart
from assistant.conversation.draft import Draft, UngroundedError, checked
from assistant.conversation.headline import headline
from assistant.conversation.history import new_id
from assistant.conversation.labels import Namer, label
from assistant.conversation.lookups import in_one_currency, looked_up, shown_rows
from assistant.conversation.notices import notices
from assistant.conversation.reading_line import reading_line
from assistant.conversation.reply import (
    CheckedPart,
    Choice,
    Language,
    Reply,
    ResultPart,
    ScopePart,
    SourcePart,
    Status,
)
from assistant.conversation.results import result, source_tables
from assistant.conversation.suggestions import after_answer, after_miss
from assistant.conversation.wording import answer
from assistant.conversation.wording.other import (
    asking_back,
    cannot,
    not_understood,
    talk,
    too_slow,
    ungrounded,
)
from crm.database import TooSlowError
from crm.query.record import any_order_in
from crm.query.spec import QueryError
from crm.text import fold
from tools.base import Evidence, ToolContext


@dataclass(frozen=True)
class Question:
    """What was asked; without a conversation's id it opens a new one."""

    text: str
    conversation_id: str | None = None
    language: Language | None = None


@dataclass(frozen=True)
class Circumstances:
    """All that a turn needs to know beside the question."""

    sources: Sources
    tools: ToolContext
    scope: ScopePart
    as_of: Mapping[str, str]
    """When each table last took in rows."""
    currencies: frozenset[str] = frozenset()
    """Those of all orders, whoever sees them."""

    @property
    def today(self) -> date:
        """Gives the business date."""
        return self.sources.today


@dataclass(frozen=True)
class Taken:
    """A reply, the thread after it, and what the brain had made of the question."""

    reply: Reply
    thread: Thread
    outcome: Outcome


def take_turn(
    question: Question, conversation_id: str, thread: Thread, around: Circumstances
) -> Taken:
    """Gives the reply to a question and what comes of it. Nothing is stored here."""
    began = time.perf_counter()
    reading = understand(question.text, thread, around.sources)
    read = time.perf_counter()
    turn = _Turn(question, conversation_id, around, language_of(question))
    reply = turn.reply(reading)
    after = reading.thread
    if isinstance(reading.outcome, Understood):
        if reply.status == "answered":
            still = still_shown(thread.shown, reading.outcome.frame)
            after = replace(after, shown=turn.shown or still)
        else:
            after = replace(thread, settled=after.settled, pending=None, lost=reading.outcome.frame)
    timings = {
        "parse": _ms(began, read),
        "query": turn.query_ms,
        "total": _ms(began, time.perf_counter()),
    }
    return Taken(reply.model_copy(update={"timings_ms": timings}), after, reading.outcome)


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)


def language_of(question: Question) -> Language:
    """Gives the language to answer in: the one asked for, else the question's own.

    An English question stays one with a Chinese name in it: "orders in 华东 last quarter".
    """
    if question.language is not None:
        return question.language
    if not any(is_cjk(character) for character in question.text):
        return "en"
    words = _LATIN.findall(question.text.lower())
    return "en" if sum(word in ENGLISH for word in words) > 1 else "zh"


_LATIN = re.compile("[a-z]+")
ENGLISH = frozenset(
    "a about all and are at between by did do does every for from had has have how in is last list"
    " many month much my of on only or our per quarter show than that the their these this those"
    " to vs was we week were what which who with without year tell me give never bought but why"
    " profile any customers orders not hasn haven didn since ordered".split()
)
"""Words of a sentence, not of a name: two of them make a question English."""


class _Turn:
    def __init__(
        self, question: Question, conversation_id: str, around: Circumstances, language: Language
    ) -> None:
        self.question = question
        self.conversation_id = conversation_id
        self.around = around
        self.language: Language = language
        self.namer = Namer(around.tools.database.catalog, language)
        self.query_ms = 0.0
        self.shown: tuple[Shown, ...] = ()

    def reply(self, reading: Reading) -> Reply:
        """Gives the reply to what was read."""
        match reading.outcome:
            case Understood() as understood:
                try:
                    return self._answered(understood)
                except TooSlowError:
                    return self._said("error", too_slow(self.language))
            case Doubtful() as doubtful:
                text, choices = asking_back(doubtful, self.namer)
                return self._said("clarify", text, choices=choices)
            case NotUnderstood() as missed:
                return self._missed(missed)
            case Talk() as topic:
                return self._said(
                    "answered", talk(topic, self.namer), suggestions=self._questions()
                )

    def _answered(self, understood: Understood) -> Reply:
        frame = in_one_currency(understood.frame, self.around.tools)
        began = time.perf_counter()
        missing = unknown_currency(frame, self.around.tools)
        if missing is not None:
            return self._missed(NotUnderstood((missing,)))
        try:
            found = looked_up(frame, self.around.tools, self.namer, self.around.today)
        except QueryError as error:
            text = cannot(error, self.namer)
            return self._said("not_understood", text, suggestions=self._questions())
        finally:
            self.query_ms = _ms(began, time.perf_counter())
        evidence = found[0]
        self.shown = shown_rows(evidence, frame)
        draft = Draft(found, self.namer, self.around.today)
        answer(draft, frame)
        try:
            figures = checked(
                draft.text,
                draft.bounds,
                draft.evidence,
                self.namer,
                self.around.today,
                ours=draft.said,
            )
        except UngroundedError:
            # The text is not sent. The question was understood, so that it is the wording's fault.
            return self._said("error", ungrounded(self.language))
        return self._said("answered", draft.text).model_copy(
            update={
                "headline": headline(evidence, frame, self.namer),
                "results": tuple(self._result(each, frame) for each in found),
                "reading": reading_line(
                    frame, self.namer, self.around.scope.text, self.around.today
                ),
                "sources": self._sources(found),
                "checked": CheckedPart(figures=figures, matched=figures),
                "chart": chart(evidence, frame, self.namer, self.around.today),
                "notices": notices(evidence, understood, self.language, self.around.today),
                "suggestions": after_answer(frame, self.language),
                "confidence": understood.confidence,
            }
        )

    def _result(self, evidence: Evidence, frame: Frame) -> ResultPart:
        may_see_query = self.around.tools.caller.may_see_query
        catalog = self.around.tools.database.catalog
        part = result(evidence, catalog, self.language, with_sql=may_see_query)
        # A total of all customers under the five that were asked for would be read as theirs.
        return part.model_copy(update={"totals": None}) if frame.limited else part

    def _missed(self, missed: NotUnderstood) -> Reply:
        names = self.around.sources.names
        nearest = [
            name
            for word in missed.words
            for name in names.nearest(word, self.around.sources.caller, limit=2)
        ]
        said = fold(self.question.text)
        written = tuple(said.as_written(word, self.question.text) for word in missed.words)
        text = not_understood(
            replace(missed, words=written), self.namer, nearest[:3], self.around.today
        )
        return self._said(
            "not_understood",
            text,
            suggestions=after_miss(missed, self.language) or self._questions(),
        )

    def _questions(self) -> tuple[Choice, ...]:
        return after_miss(None, self.language)

    def _sources(self, found: tuple[Evidence, ...]) -> tuple[SourcePart, ...]:
        catalog = self.around.tools.database.catalog
        tables = dict.fromkeys(name for each in found for name in source_tables(each, catalog))
        return tuple(
            SourcePart(
                name=table,
                label=label("tables", table, self.language),
                as_of=self.around.as_of.get(table),
            )
            for table in tables
        )

    def _said(
        self,
        status: Status,
        text: str,
        *,
        choices: tuple[Choice, ...] = (),
        suggestions: tuple[Choice, ...] = (),
    ) -> Reply:
        return Reply(
            conversation_id=self.conversation_id,
            turn_id=new_id(),
            status=status,
            text=text,
            language=self.language,
            scope=self.around.scope,
            choices=choices,
            suggestions=suggestions,
        )


def unknown_currency(frame: Frame, tools: ToolContext) -> str | None:
    """Gives the currency asked for in which the caller sees no order at all."""
    for condition in frame.conditions:
        if condition.dimension == "currency":
            for code in condition.labels:
                if not any_order_in(tools.database, tools.reader, code):
                    return code
    return None
