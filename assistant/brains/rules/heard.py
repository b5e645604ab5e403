"""Reads a spoken question: what recognition usually slips in, where no word by itself tells.

The marks in it are the recogniser's, not the speaker's: where it is not understood with them, it is
read without. What was said may be one of several names that sound alike: `crm/names/homophones.py`.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.brains.rules.brain import Reading, understand
from assistant.brains.rules.outcome import NotUnderstood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from crm.text import fold

_DONE = "下过?单|买过?|订过?货|付过?款|回过?款|开过?票|复购|采购|成交"
_COUNTED = "客户|产品|订单|销售|城市|行业|区域"
_ALWAYS = (
    # 没下单 is heard as 每下单, which would ask for the others; nobody says 每 before a verb.
    (re.compile(f"每(?=有?(?:{_DONE}))(?!下单一)"), "没"),
    (re.compile(rf"(?<=[\d一二三四五六七八九十两几])[颗棵课](?={_COUNTED})"), "个"),
)
"""Slips that mean nothing as they stand: they are set right before the question is read."""
_BEGUN = re.compile(r"[a-z0-9]+|[^\W\da-z_]{1,2}")
"""A Latin word, or two Chinese characters: so much of a name is not understood."""
_PERHAPS = (
    (re.compile(r"(?<=\w)[,，、-]\s*(?=\w)"), " "),
    (re.compile(r"^(?:sales?|sail)m[ae]n (?!who|which|with)", re.IGNORECASE), "sales of "),
    (re.compile(r"\b(top|first|last) free\b", re.IGNORECASE), r"\1 three"),
)
"""Slips that may be meant as they stand: only looked at where the question is not understood."""


def heard(text: str, thread: Thread, sources: Sources) -> Reading:
    """Gives the reading of a question that was spoken, in its thread."""
    for pattern, meant in _ALWAYS:
        text = pattern.sub(meant, text)
    first = understand(text, thread, sources)
    if not isinstance(first.outcome, NotUnderstood):
        return first
    named = _with_names(text, first.outcome.words, sources)
    texts = [*([named] if named else []), *_otherwise(text)]
    others = (understand(other, thread, sources) for other in texts)
    read = (one for one in others if not isinstance(one.outcome, NotUnderstood))
    return next(read, first)


def _with_names(text: str, unknown: Sequence[str], sources: Sources) -> str | None:
    """Gives the text with the one name in it that its unknown words sound like; None without one.

    What asks for messages, tasks and notes looks for names as they are written.
    """
    folded = fold(text)
    # What begins with a name may go on with words that are not known either: 红立机电前要知道什么.
    begun = (_BEGUN.match(fold(word).text) for word in unknown)
    words = [one.group() for one in begun if one is not None]
    gaps = [(at, at + len(one)) for one in words if (at := folded.text.find(one)) >= 0]
    found = sources.names.like(folded.text, gaps, sources.caller)
    sure = [span for span in found if not span.unsure and len(span.names) == 1]
    if not sure or len({span.names[0].values for span in sure}) > 1:
        return None
    longest = max(sure, key=lambda span: span.end - span.start)
    first, last = folded.original(longest.start, longest.end)
    return text[:first] + longest.names[0].label + text[last:]


def _otherwise(text: str) -> Iterator[str]:
    """Gives the text with slips set right: each kind alone, then one after the other."""
    together = text
    for pattern, meant in _PERHAPS:
        together = pattern.sub(meant, together)
        alone = pattern.sub(meant, text)
        yield from dict.fromkeys(one for one in (alone, together) if one != text)
