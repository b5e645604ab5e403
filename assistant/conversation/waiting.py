"""What waits for the asker: tasks to do, and proposals to approve."""

from assistant.actions.proposal import Proposal
from assistant.actions.proposal import listed as listed_proposals
from assistant.actions.tasks import listed as listed_tasks
from assistant.conversation.cards import card
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.reply import Language, NoticePart, Reply
from assistant.conversation.speaker import Speaker
from assistant.markup import escaped

BY_WORDS = {
    "zh": "打字不算批准，也不算放弃，什么都没有做。请在卡片上按，按下的就是卡片上写的那一项。",
    "en": "Words approve or reject nothing, and nothing was done. Press the button on the card:"
    " what it shows is what is decided.",
}
MOST_CARDS = 10
"""Proposals that one reply shows, the newest first."""


def to_do(around: Circumstances, speaker: Speaker) -> Reply:
    """Gives what the asker has to do, the next due first."""
    found = listed_tasks(around.tools.database.connection, around.tools.caller.user_id)
    zh = speaker.language == "zh"
    if not found:
        return speaker.said("answered", "没有待办。" if zh else "Nothing to do.")
    undated = "没有日期" if zh else "no day"
    lines = (
        f"- {undated if one.due_at is None else f'{one.due_at:%Y-%m-%d %H:%M}'}"
        f" · {escaped(one.title, 'markdown')}"
        for one in found
    )
    return speaker.said("answered", "\n".join(lines))


def to_approve(around: Circumstances, speaker: Speaker, *, by_words: bool = False) -> Reply:
    """Gives the proposals that wait for the asker, each with its card.

    Where they were to be decided `by_words`, the text says by what they are.
    """
    found = pending(around)
    zh = speaker.language == "zh"
    if not found:
        return speaker.said("answered", "没有待批准的。" if zh else "Nothing waits for you.")
    shown = tuple(card(one, speaker.language, around.by_the_clock) for one in found[:MOST_CARDS])
    text = _count(len(found), speaker.language)
    lines = (f"- {escaped(one.summary, 'markdown')}" for one in shown)
    reply = speaker.said("answered", "\n".join((text, "", *lines)))
    note = NoticePart(kind="deciding", text=BY_WORDS[speaker.language])
    return reply.model_copy(update={"actions": shown, "notices": (note,) if by_words else ()})


def pending(around: Circumstances) -> list[Proposal]:
    """Gives the asker's proposals that nobody has decided and that have not expired."""
    connection, caller = around.tools.database.connection, around.tools.caller
    return list(listed_proposals(connection, caller.user_id, around.by_the_clock, "pending"))


def _count(count: int, language: Language) -> str:
    first = min(count, MOST_CARDS)
    if language == "zh":
        cut = f"，先列最新的 {first} 项" if count > first else ""
        return f"有 {count} 项等你批准{cut}："
    waits = "1 waits" if count == 1 else f"{count} wait"
    return f"{waits} for your approval{f', the newest {first}' if count > first else ''}:"
