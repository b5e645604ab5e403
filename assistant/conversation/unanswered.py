"""Replies to what the data does not answer: a passage of a document, or what was not understood."""

from dataclasses import replace

from assistant.brains.rules.outcome import NotUnderstood
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.documents import Searched
from assistant.conversation.labels import Namer
from assistant.conversation.question import Question
from assistant.conversation.reading_line import reading_line
from assistant.conversation.reply import NoticePart, Reply
from assistant.conversation.speaker import Speaker
from assistant.conversation.suggestions import after_miss
from assistant.conversation.wording import quoting
from assistant.conversation.wording.other import not_understood, offered
from assistant.markup import escaped
from crm.text import fold


def unanswered(
    missed: NotUnderstood,
    found: Searched | None,
    speaker: Speaker,
    around: Circumstances,
    question: Question,
) -> Reply:
    """Gives the reply to a question that no data answers.

    Args:
        missed: what was not understood of it.
        found: what the documents hold; None where they were not looked into.
        speaker: whose words it is said in.
        around: what is known beside the question.
        question: as it was asked.
    """
    if found is not None and found.is_sure and not found.failed:
        return _quoted(found, speaker)
    reply = _not_understood(missed, speaker, around, question)
    if found is None:
        return reply
    if found.failed:
        notice = NoticePart(kind="documents", text=quoting.UNAVAILABLE[speaker.language])
        return reply.model_copy(update={"notices": (notice,)})
    return _not_found(reply, found)


def _quoted(found: Searched, speaker: Speaker) -> Reply:
    hits = found.found.hits
    best, language = hits[0].kept, speaker.language
    said = (quoting.looked_up(found.wanted.text, language),)
    return speaker.said(
        "answered",
        quoting.quoted(best, language),
        suggestions=quoting.others(hits[1:], language),
    ).model_copy(
        update={
            "quotes": (quoting.quote(best),),
            "sources": (quoting.source_of(best),),
            "scope": None,  # a document is of no customers
            "notices": said if found.wanted.by_model else (),
        }
    )


def _not_found(reply: Reply, found: Searched) -> Reply:
    """Gives that neither the data nor the documents answer, and passages that may."""
    named = quoting.others(found.found.hits, reply.language)
    if found.wanted.plainly:
        text = quoting.NOTHING_AT_ALL[reply.language]
    else:
        text = f"{reply.text}\n\n{quoting.NOTHING[reply.language]}"
    return reply.model_copy(update={"text": text, "suggestions": named or reply.suggestions})


def _not_understood(
    missed: NotUnderstood, speaker: Speaker, around: Circumstances, question: Question
) -> Reply:
    names, caller = around.sources.names, around.sources.caller
    nearest = [name for word in missed.words for name in names.nearest(word, caller, limit=2)]
    said = fold(question.text)
    written = tuple(said.as_written(word, question.text) for word in missed.words)
    namer = Namer(around.tools.database.catalog, speaker.language)
    missed = replace(missed, words=written)
    text = not_understood(missed, namer, nearest[:3], around.today)
    text += offered(missed, _readings(missed, namer, speaker, around), speaker.language)
    return speaker.said("not_understood", text, suggestions=after_miss(missed, speaker.language))


def _readings(
    missed: NotUnderstood, namer: Namer, speaker: Speaker, around: Circumstances
) -> list[str]:
    """Gives how each offer is read, as the reading line of its answer would say it."""
    scope, today = speaker.scope.text, around.today
    lines = [reading_line(offer.frame, namer, scope, today) for offer in missed.offers]
    return [
        " · ".join(escaped(chip.value, "markdown") for chip in line if chip.slot != "scope")
        for line in lines
    ]
