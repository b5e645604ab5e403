"""A question as it was asked, and the language that it is answered in."""

import re
from dataclasses import dataclass

from assistant.brains.rules.lexicon import is_cjk
from assistant.conversation.reply import Language


@dataclass(frozen=True)
class Question:
    """What was asked; without a conversation's id, or a turn before it, it opens a new one."""

    text: str
    conversation_id: str | None = None
    language: Language | None = None
    after: str | None = None
    """The turn that it goes on from, where a program knows no conversation but what it showed."""
    heard: bool = False
    """Whether it was spoken: a name in it may have been said as another one that sounds so."""

    @property
    def opens(self) -> bool:
        """Whether its conversation can only be a new one."""
        return self.conversation_id is None and self.after is None


def storable(text: str) -> str:
    """Gives a text as every database holds it: PostgreSQL has no NUL."""
    return text.replace("\0", " ")


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
    " profile any customers orders not hasn haven didn since ordered against versus got anything"
    " something owe owes unpaid more less most compared please where when should before"
    " after".split()
)
"""Words of a sentence, not of a name: two of them make a question English."""
