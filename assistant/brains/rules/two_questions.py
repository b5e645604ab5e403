"""Two questions in one breath: 欠了多少?逾期多少, "how many visits did I make, and who got most?".

Two figures of the same thing are one answer with both. Of two others the first one is answered,
and the second one is left to be asked next, which the reply says.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Outcome, Understood

Read = Callable[[str, Frame | None], Outcome]
"""Reads a text behind a frame, or by itself."""
_ASKED = re.compile(
    r"多少|[几哪谁]|什么|啥|怎么|咋|何时|呢[?？\s]*$"
    r"|\b(?:how|what|which|who|whose|when|where|list|show)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"[?？][\s,，。!！]*(?=\S)"
    r"|(?<![,，、;；。.!！\s])[,，、;；。.!！\s]+(?=其中|另外|还有(?!多少)|顺便|同时|并且|再(?:看|查|帮|给|来)|以及)"
    r"|[,，;；。.!！](?=\s*\S)"
    r"|(?<!\s)[,;.]?\s+(?=(?:and|plus|also)\b)",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(
    r"^(?:其中|另外|还有|顺便|同时|并且|以及|and also|and|plus|also)[\s,，]*", re.IGNORECASE
)


def two_questions(text: str) -> tuple[str, str] | None:
    """Gives the two questions of a text, as they stand; None where it asks only one."""
    for at in _APART.finditer(text):
        first, second = text[: at.start()].strip(), text[at.end() :].strip()
        if _ASKED.search(first) and _ASKED.search(second):
            return first, second
    return None


def is_certainly_two(text: str, first: str) -> bool:
    """Whether a question mark stands behind the first of two questions."""
    return text[len(first) :].lstrip()[:1] in {"?", "？"}


def both(first: str, second: str, read: Read) -> Understood | None:
    """Gives the answer to two questions; None where one of them is not understood."""
    asked = read(first, None)
    if not isinstance(asked, Understood) or asked.frame.view not in {None, "profile"}:
        return None
    then = _LEADS_ON.sub("", second)
    more = read(then, asked.frame)
    if not isinstance(more, Understood):
        return None
    one = _one_figure_more(asked.frame, more.frame)
    return replace(asked, frame=one) if one is not None else replace(asked, then=then)


def _one_figure_more(frame: Frame, other: Frame) -> Frame | None:
    """Gives the figures of both where all else is the same; else None."""
    alike = replace(other, measures=frame.measures, assumed=frame.assumed) == frame
    if frame.shape != "figure" or not alike:
        return None
    return replace(frame, measures=tuple(dict.fromkeys((*frame.measures, *other.measures))))
