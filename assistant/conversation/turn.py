"""One turn: a question of a caller becomes a checked reply. READ THIS FIRST.

1. the rules brain reads the question in its thread (`assistant/brains/rules/brain.py`)
2. the frame's query runs as a tool, inside the caller's scope (`tools/`, `crm/query/`)
3. the rows are the evidence from which the text is written (`wording/`)
4. every figure, date and name of the text is held against the evidence (`draft.checked`)
5. only then there is a reply

Between 1 and 2, a question that an admin has verified is recognised, and its plan counts
(`assistant/verified/recognising.py`). Where nobody understood: what is no question about data may
be one that a document answers, whose passage is quoted where the search is sure (`documents.py`);
anything else a model may plan, where there is one (`assistant/brains/planning.py`). While the model
thinks, no connection is held: the desk reads the question, asks the model, and has it answered.
After 5 the model may word the answer anew, where the house lets it see rows (`telling.py`); it is
held against the evidence again, and our text stands where that fails.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.brains.planning import Planned, is_for_a_model, with_plan
from assistant.brains.rules.brain import Reading, understand
from assistant.brains.rules.frame import Frame
from assistant.brains.rules.heard import heard
from assistant.brains.rules.outcome import (
    Acting,
    Doubtful,
    NotedDown,
    NotUnderstood,
    Outcome,
    Requested,
    Scheduling,
    Talk,
    Understood,
)
from assistant.brains.rules.reproposing import remembered
from assistant.brains.rules.situation import Shown, still_shown
from assistant.brains.rules.thread import Thread
from assistant.conversation.averages import with_divisor
from assistant.conversation.charts import chart
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.costs import usage_with
from assistant.conversation.documents import Searched, lookup, model_lookup, searched
from assistant.conversation.draft import Draft, UngroundedError, checked
from assistant.conversation.headline import headline
from assistant.conversation.labels import Namer, label
from assistant.conversation.lookups import (
    in_one_currency,
    looked_up,
    shown_orders,
    shown_rows,
)
from assistant.conversation.notices import model_failed, notices
from assistant.conversation.question import Question, language_of
from assistant.conversation.reading_line import reading_line
from assistant.conversation.reply import (
    CheckedPart,
    Language,
    Reply,
    ResultPart,
    SourcePart,
)
from assistant.conversation.results import result, source_tables
from assistant.conversation.speaker import Speaker
from assistant.conversation.suggestions import after_answer, after_miss
from assistant.conversation.telling import Told, told
from assistant.conversation.unanswered import unanswered
from assistant.conversation.wording import answer
from assistant.conversation.wording.other import (
    asking_back,
    cannot,
    talk,
    too_slow,
    ungrounded,
)
from assistant.schedules import Change
from assistant.tracing import brain
from assistant.tracing.spans import OUTCOME
from assistant.verified import recognised
from crm.database import TooSlowError
from crm.query.record import any_order_in
from crm.query.spec import QueryError
from tools.base import Evidence, ToolContext

if TYPE_CHECKING:
    from assistant.actions.proposal import Proposal


@dataclass(frozen=True)
class Taken:
    """A reply, the thread after it, and what the brain had made of the question."""

    reply: Reply
    thread: Thread
    outcome: Outcome
    told: Told | None = None
    """The answer as a model may word it (`telling.py`), where that would help."""
    change: Change | None = None
    """What becomes of a schedule, where the turn is kept."""
    proposals: "tuple[Proposal, ...]" = ()
    replaces: str | None = None
    """The id of the proposal whose place the first of these takes."""
    """What is to be approved, each by itself; kept with the turn."""


@dataclass(frozen=True)
class Read:
    """A question as the rules read it in its thread, and what the documents hold of it."""

    question: Question
    conversation_id: str
    thread: Thread
    reading: Reading
    searched: Searched | None
    began: float
    """On the clock that counts from somewhere, in seconds; `parsed` too."""
    parsed: float
    plan: Planned | None = None
    verified: bool = False
    """Whether an admin has verified how it is read."""

    def is_for_a_model(self, *, first: bool) -> bool:
        """Whether a model plans it: what neither the rules nor the documents answer.

        Where a model comes `first`, also what the rules understand, unless it is verified.
        """
        if self.searched is not None and (self.searched.is_sure or self.searched.wanted.plainly):
            return False
        if isinstance(self.reading.outcome, Understood):
            return first and not self.verified
        return is_for_a_model(self.reading)


def read_question(
    question: Question, conversation_id: str, thread: Thread, around: Circumstances
) -> Read:
    """Gives a question as the rules read it."""
    began = time.perf_counter()
    with brain("rules") as span:
        reading = heard if question.heard else understand
        by_rules = reading(question.text, thread, around.sources)
        span.note(OUTCOME, type(by_rules.outcome).__name__)
    database = around.tools.database
    read = recognised(by_rules, thread, around.sources, database.catalog, database.connection)
    found = searched(lookup(question.text, read.reading.outcome), around.tools)
    return Read(
        question,
        conversation_id,
        thread,
        read.reading,
        found,
        began,
        parsed=time.perf_counter(),
        verified=read.verified,
    )


def take_turn(
    question: Question, conversation_id: str, thread: Thread, around: Circumstances
) -> Taken:
    """Gives the reply to a question and what comes of it, without a model."""
    return answered(read_question(question, conversation_id, thread, around), around)


def answered(read: Read, around: Circumstances) -> Taken:
    """Gives the reply to a question that was read and what comes of it. Nothing is stored here."""
    planned = time.perf_counter()
    thread, reading = read.thread, with_plan(read.reading, read.thread, read.plan)
    turn = _Turn(read, around)
    reply = turn.with_model(turn.reply(reading))
    after = reading.thread
    if isinstance(reading.outcome, Understood):
        if reply.status == "answered":
            still = still_shown(thread.shown, reading.outcome.frame)
            after = replace(
                after, shown=turn.shown or still, orders=turn.orders, **turn.flags_after(thread)
            )
        else:
            after = replace(thread, settled=after.settled, pending=None, lost=reading.outcome.frame)
    elif isinstance(reading.outcome, Acting):
        after = remembered(after, thread, reading.outcome, turn.proposals)
    timings = {
        "parse": _ms(read.began, read.parsed),
        "query": turn.query_ms,
        "total": _ms(read.began, time.perf_counter()),
    }
    if read.plan is not None:
        timings["model"] = _ms(read.parsed, planned)
    timed = reply.model_copy(update={"timings_ms": timings})
    return Taken(
        timed, after, reading.outcome, turn.told, turn.change, turn.proposals, turn.replaces
    )


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)


class _Turn:
    def __init__(self, read: Read, around: Circumstances) -> None:
        self.read = read
        self.around = around
        self.language: Language = language_of(read.question)
        self.namer = Namer(around.tools.database.catalog, self.language)
        self.query_ms = 0.0
        self.shown: tuple[Shown, ...] = ()
        self.orders: tuple[str, ...] = ()
        self.flagged: tuple[str, ...] = ()
        self.told: Told | None = None
        self.change: Change | None = None
        self.proposals: "tuple[Proposal, ...]" = ()  # noqa: UP037  (loaded where one is made)
        self.replaces: str | None = None
        self.searched = self._searched()
        self.speaker = Speaker(read.conversation_id, self.language, around.scope)

    def _searched(self) -> Searched | None:
        """Gives what the documents hold, by a model's words where these find it surely."""
        plan, before = self.read.plan, self.read.searched
        if plan is None or plan.look_up is None:
            return before
        missed = self.read.reading.outcome
        wanted = model_lookup(plan.look_up, self.read.question.text, missed)
        found = searched(wanted, self.around.tools)
        return found if found is not None and (found.is_sure or before is None) else before

    def with_model(self, reply: Reply) -> Reply:
        """Gives a reply that says what a model had to do with it."""
        plan = self.read.plan
        if plan is None:
            return reply
        found = self.searched
        by_words = bool(reply.quotes) and found is not None and found.wanted.by_model
        said = () if plan.failure is None else (model_failed(plan.failure, self.language),)
        return reply.model_copy(
            update={
                "brain": "llm" if by_words or plan.outcome is not None else "rules",
                "model": plan.model,
                "usage": usage_with(reply.usage, plan.spent, self.around.price),
                "notices": (*reply.notices, *said),
            }
        )

    def reply(self, reading: Reading) -> Reply:
        """Gives the reply to what was read."""
        match reading.outcome:
            case Understood() as understood:
                try:
                    return self._answered(understood)
                except TooSlowError:
                    return self.speaker.said("error", too_slow(self.language))
            case Doubtful() as doubtful:
                text, choices = asking_back(doubtful, self.namer)
                return self.speaker.said("clarify", text, choices=choices)
            case NotUnderstood() as missed:
                return self._missed(missed)
            case Talk() as topic:
                return self.speaker.said(
                    "answered", talk(topic, self.namer), suggestions=after_miss(None, self.language)
                )
            case seldom:
                return self._seldom(seldom)

    def _seldom(self, wanted: Requested | Scheduling | Acting) -> Reply:
        """Gives the reply to what asks for no data; what words it is loaded only then."""
        if isinstance(wanted, Acting):
            from assistant.conversation.proposing import proposal_for  # noqa: PLC0415

            before = self.read.thread.proposal if wanted.instead else None
            reply, self.proposals = proposal_for(wanted.wish, self.around, self.speaker, before)
            self.replaces = before if self.proposals else None
            return reply
        if isinstance(wanted, NotedDown):
            from assistant.conversation.noting import noted  # noqa: PLC0415

            reply, self.proposals = noted(wanted.note, self.around, self.speaker)
            return reply
        if not isinstance(wanted, Scheduling):
            from assistant.conversation.requested import requested  # noqa: PLC0415

            return requested(wanted, self.around, self.speaker)
        from assistant.conversation.scheduling import scheduled  # noqa: PLC0415

        found = scheduled(wanted, self.around, self.speaker)
        self.change = found.change
        return found.reply

    def _answered(self, understood: Understood) -> Reply:
        frame = in_one_currency(understood.frame, self.around.tools)
        began = time.perf_counter()
        missing = unknown_currency(frame, self.around.tools)
        if missing is not None:
            return self._missed(NotUnderstood((missing,)))
        try:
            frame = with_divisor(frame, self.around.tools)
            found = looked_up(frame, self.around.tools, self.namer, self.around.today)
        except QueryError as error:
            text = cannot(error, self.namer)
            return self.speaker.said(
                "not_understood", text, suggestions=after_miss(None, self.language)
            )
        finally:
            self.query_ms = _ms(began, time.perf_counter())
        if _names_no_order(frame, found):
            return self._missed(NotUnderstood(frame.conditions[0].labels, lacking="order"))
        self._note_what_is_shown(frame, found[0])
        calendar = self.around.sources.calendar
        draft = Draft(found, self.namer, self.around.today)
        answer(draft, frame)
        if frame.overall and self.around.tools.caller.owners is not None:
            draft.say("只含你能看到的客户。", " Only customers that you may see are counted.")
        try:
            figures = self._checked(draft)
        except UngroundedError:
            # The text is not sent. The question was understood, so that it is the wording's fault.
            return self.speaker.said("error", ungrounded(self.language))
        self.told = told(found, frame, self.namer, self.around.today, calendar)
        return self.speaker.said("answered", draft.text).model_copy(
            update={
                **self._beside(frame, found, understood.then),
                "checked": CheckedPart(figures=figures, matched=figures),
                "notices": notices(found[0], understood, self.language, self.around.today),
                "confidence": understood.confidence,
                "verified": self.read.verified,
            }
        )

    def _note_what_is_shown(self, frame: Frame, found: Evidence) -> None:
        """Keeps the rows that the next question may speak of by their places."""
        self.shown = shown_rows(found, frame)
        self.orders = shown_orders(found, frame)
        if frame.view == "anomalies":
            self.flagged = tuple(dict.fromkeys(str(key[0]) for key in found.table.keys))

    def flags_after(self, thread: Thread) -> Mapping[str, Any]:
        """Gives which orders' flags the thread has told, and of which it told by itself."""
        if not self.flagged:
            return {}
        one = self.flagged[0] if len(self.flagged) == 1 else None
        several = thread.flagged if one in thread.flagged else self.flagged
        return {"flagged": several, "explained": one}

    def _checked(self, draft: Draft) -> int:
        """Gives how many figures the text has, each of them held against the evidence.

        Raises:
            UngroundedError: one is not there.
        """
        today = self.around.today
        return checked(draft.text, draft.bounds, draft.evidence, self.namer, today, ours=draft.said)

    def _beside(self, frame: Frame, found: tuple[Evidence, ...], then: str) -> Mapping[str, object]:
        """Gives what an answer has beside its text: figure, tables, chart, what it covers."""
        today, scope = self.around.today, self.around.scope.text
        return {
            "headline": headline(found[0], frame, self.namer),
            "results": tuple(self._result(each, frame) for each in found),
            "reading": reading_line(frame, self.namer, scope, today, verified=self.read.verified),
            "sources": self._sources(found),
            "chart": chart(found[0], frame, self.namer, today),
            "suggestions": after_answer(frame, self.language, then),
        }

    def _result(self, evidence: Evidence, frame: Frame) -> ResultPart:
        may_see_query = self.around.tools.caller.may_see_query
        catalog = self.around.tools.database.catalog
        part = result(evidence, catalog, self.language, with_sql=may_see_query)
        # A total of all customers under the five that were asked for would be read as theirs.
        return part.model_copy(update={"totals": None}) if frame.limited else part

    def _missed(self, missed: NotUnderstood) -> Reply:
        return unanswered(missed, self.searched, self.speaker, self.around, self.read.question)

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


def _names_no_order(frame: Frame, found: tuple[Evidence, ...]) -> bool:
    """Whether an order is asked about that the caller does not see, if it is there at all."""
    if frame.view == "anomalies":
        return len(found) > 1 and not found[1].table.rows
    return frame.view == "order" and not found[0].table.rows


def unknown_currency(frame: Frame, tools: ToolContext) -> str | None:
    """Gives the currency asked for in which the caller sees no order at all."""
    for condition in frame.conditions:
        if condition.dimension == "currency":
            for code in condition.labels:
                if not any_order_in(tools.database, tools.reader, code):
                    return code
    return None
