"""One message of several answers: the figure first, then each question with what it gave."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.brains.rules.outcome import Talk
from assistant.brains.rules.thread import Thread
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import (
    CheckedPart,
    DigestPart,
    Language,
    NoticePart,
    Reply,
    ResultPart,
    Usage,
)
from assistant.conversation.speaker import Speaker
from assistant.conversation.turn import Taken
from assistant.jobs.claims import MOST_ATTEMPTS
from assistant.jobs.gathering import Answer
from assistant.jobs.slots import Slot
from assistant.markup import escaped

NOT_LOOKED = "looked_until"
"""An argument of a result that is None where nobody has looked: no rows then say nothing."""


def says_nothing(answers: Sequence[Answer]) -> bool:
    """Whether all was answered, and there is nothing: no row, or only zeros.

    What was not understood, failed, or was not looked for is something.
    """
    return all(_is_nothing(answer.taken.reply) for answer in answers)


def says_no_more(answers: Sequence[Answer]) -> bool:
    """Whether none of its questions can be answered any more: whom it names went to somebody else.

    What failed or was too slow may be answered the next time.
    """
    over = {"not_understood", "clarify", "refused"}
    return all(answer.taken.reply.status in over for answer in answers)


def paused_notice(language: Language) -> NoticePart:
    """Gives that nothing comes from here any more, and what to do."""
    return NoticePart(kind="paused", text=_PAUSED[0 if language == "zh" else 1])


_PAUSED = (
    "这个定时问的现在查不到（可能已不归你看，或改了名），所以已暂停。可以取消它，或说「恢复」再开。",
    "What this asks cannot be found (no longer yours to see, or renamed): paused. Say “resume”.",
)


def _is_nothing(reply: Reply) -> bool:
    if reply.status != "answered" or not reply.results:
        return False
    return all(_is_empty(result) for result in reply.results)


def _is_empty(result: ResultPart) -> bool:
    if NOT_LOOKED in result.arguments and result.arguments[NOT_LOOKED] is None:
        return False
    measures = [n for n, column in enumerate(result.columns) if column.role == "measure"]
    if not measures:
        return not result.rows
    return all(not row[place] for row in result.rows for place in measures)


def part_of(slot: Slot) -> DigestPart:
    """Gives what marks a reply as a digest."""
    schedule = slot.schedule
    due = slot.due_words(schedule.wish.language)
    return DigestPart(
        schedule_id=schedule.schedule_id, name=schedule.text, due=due, missed=slot.missed
    )


def given_up(slot: Slot, conversation_id: str, around: Circumstances) -> Taken:
    """Gives the turn that stands where a digest failed too often: silence would pass for zero."""
    language = slot.schedule.wish.language
    text = _GIVEN_UP[0 if language == "zh" else 1].format(times=MOST_ATTEMPTS)
    reply = Speaker(conversation_id, language, around.scope).said("error", text)
    told = reply.model_copy(update={"digest": part_of(slot)})
    return Taken(told, Thread(), Talk("help"))


_GIVEN_UP = (
    "这一期没有发成，试了 {times} 次都出错。可以说「现在就发」再试。",
    "This one could not be made: it failed {times} times. Say “run it now” to try again.",
)


def composed(
    answers: Sequence[Answer],
    conversation_id: str,
    part: DigestPart,
    *beside: NoticePart,
) -> Taken:
    """Gives a digest as a turn of a conversation; that of one answer goes on like the answer."""
    first = answers[0].taken
    alone = len(answers) == 1
    reply = first.reply if alone else _together([one.taken.reply for one in answers], answers)
    notices = (*beside, *reply.notices)
    told = {"conversation_id": conversation_id, "digest": part, "notices": notices}
    thread = first.thread if alone else Thread()
    return replace(first, reply=reply.model_copy(update=told), thread=thread, change=None)


def _together(replies: Sequence[Reply], answers: Sequence[Answer]) -> Reply:
    headline = next((one.headline for one in replies if one.headline is not None), None)
    answered = any(one.status == "answered" for one in replies)
    text = "\n\n".join(
        f"**{escaped(one.question, 'markdown')}**\n\n{one.taken.reply.text}" for one in answers
    )
    sources = {source.name: source for one in replies for source in one.sources}
    return Reply(
        conversation_id=replies[0].conversation_id,
        turn_id=replies[0].turn_id,
        status="answered" if answered else replies[0].status,
        text=text,
        language=replies[0].language,
        headline=headline,
        results=tuple(part for one in answers for part in _titled(one)),
        scope=replies[0].scope,
        sources=tuple(sources.values()),
        quotes=tuple(quote for one in replies for quote in one.quotes),
        checked=CheckedPart(
            figures=sum(one.checked.figures for one in replies),
            matched=sum(one.checked.matched for one in replies),
        ),
        notices=tuple(dict.fromkeys(notice for one in replies for notice in one.notices)),
        verified=all(one.verified for one in replies),
        brain=next((one.brain for one in replies if one.brain == "llm"), "rules"),
        model=next((one.model for one in replies if one.model is not None), None),
        usage=_spent([one.usage for one in replies]),
        timings_ms={"total": round(sum(one.timings_ms.get("total", 0) for one in replies), 2)},
    )


def _titled(answer: Answer) -> Sequence[ResultPart]:
    """Gives the tables of an answer, each named after its question."""
    found: list[ResultPart] = []
    for result in answer.taken.reply.results:
        title = answer.question if result.title is None else f"{answer.question} · {result.title}"
        found.append(result.model_copy(update={"title": title}))
    return found


def _spent(usages: Sequence[Usage]) -> Usage:
    costs = [Decimal(one.cost) for one in usages if one.cost is not None]
    return Usage(
        prompt_tokens=sum(one.prompt_tokens for one in usages),
        completion_tokens=sum(one.completion_tokens for one in usages),
        calls=sum(one.calls for one in usages),
        cached_tokens=sum(one.cached_tokens for one in usages),
        cost=str(sum(costs)) if costs else None,
        currency=next((one.currency for one in usages if one.currency is not None), None),
    )
