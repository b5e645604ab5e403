"""What is said anew in the same breath: 上个月 不对 上上个月的销售额, "Ningbo, no wait, Suzhou".

What stands behind the words that take back replaces what is of its kind before them: a time a
time, a city a city. Where nothing is of its kind, nothing is replaced, and the words stay.
"""

import re
from collections.abc import Sequence

from assistant.brains.rules.spans import Sources, Span, cover
from crm.text import fold

_PAUSE = r"[\s,，。.;；!！…—–-]"
_MEANT = "(?:我是说|我说的是|我要的是|我的意思是|我是想说)"
_TAKES_BACK = re.compile(
    rf"""
      {_PAUSE}*(?:[哦啊呃噢喔]不是?|不对不对|不对|说错了?|讲错了|搞错了|弄错了|口误)
          {_PAUSE}*(?:(?:{_MEANT}|应该是|是)(?!不|否))?{_PAUSE}*
    | {_PAUSE}*{_MEANT}{_PAUSE}*
    | {_PAUSE}+(?:不是?|算了|等等|等一下|错了){_PAUSE}+(?:(?:{_MEANT}|应该是){_PAUSE}*)?
    | {_PAUSE}*\b(?:
          (?:no|oops|sorry|actually|wait|hang\ on|hold\ on){_PAUSE}+(?:no{_PAUSE}+)?
              (?:make\ (?:that|it)|i\ meant?|wait|sorry|not\ that)
        | (?:scratch|strike|forget)\ that | or\ rather | make\ that | actually\ no | i\ meant?
        | my\ bad | no\ wait | correction
      )\b{_PAUSE}*
    | {_PAUSE}*[,;.…—–-]{_PAUSE}*(?:no|sorry|actually|er|erm|uh|oops|wait)
          {_PAUSE}*[,;.…—–-]?{_PAUSE}+
    | (?P<bare>(?<=[a-z])\s+no\s+(?=[a-z])) | (?P<sigh>{_PAUSE}+(?:哎呀?|呃|额|诶|欸){_PAUSE}+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words that take back what was just said; what may be an answer or a denial only after a pause."""
_KINDS = "each_time by measure first last rank entity dimension verb deed not".split()
DONE = frozenset({"measure", "verb", "deed"})
"""Kinds of words whose number stands behind them: 拜访了几家, taken back for 拜访了几次."""
MOST = 3
"""So many times somebody may take something back."""


def restarted(question: str, sources: Sources) -> str:
    """Gives a question without what it takes back itself; as it is, where that is not clear."""
    for _ in range(MOST):
        once = _restarted_once(question, sources)
        if once == question:
            break
        question = once
    return question


def _restarted_once(question: str, sources: Sources) -> str:
    folded = fold(question).text
    found = next((one for one in _TAKES_BACK.finditer(folded) if one.start() > 0), None)
    if found is None or found.end() >= len(folded):
        return question
    before, after = cover(folded[: found.start()], sources), cover(folded[found.end() :], sources)
    old, new = _that_say_something(before.spans), _that_say_something(after.spans)
    at = next((at for at in reversed(range(len(old))) if new and _are_alike(old[at], new[0])), None)
    if at is None or not _may_be_meant(found, before.spans[-1], after.spans[0]):
        return question
    return _replaced((before.text, old[at:]), (after.text, new))


def _may_be_meant(found: re.Match[str], last: Span, first: Span) -> bool:
    """Whether a word that may also deny or sigh takes back: "Shenzhen no Guangzhou", two times."""
    if found.group("bare"):
        return last.name is not None and first.name is not None and _are_alike(last, first)
    return not found.group("sigh") or (last.period is not None and first.period is not None)


def _that_say_something(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if _kinds(span))


def _replaced(old: tuple[str, tuple[Span, ...]], new: tuple[str, tuple[Span, ...]]) -> str:
    """Gives the new words in place of the old ones of their kinds, and what follows either."""
    (before, taken), (after, said) = old, new
    many = 0
    for one, other in zip(taken, said, strict=False):
        if not _are_alike(one, other):
            break
        many += 1
    rest, more = taken[many:], said[many:]
    again = any(_are_alike(one, other) for one in rest for other in more)
    counted = bool(rest) and "count" in _kinds(rest[0]) and _kinds(said[many - 1]) & DONE
    tail = "" if again or counted or not rest else before[taken[many - 1].end :]
    end = said[many - 1].end
    return f"{before[: taken[0].start]}{after[said[0].start : end]}{tail} {after[end:]}"


def _are_alike(one: Span, other: Span) -> bool:
    return bool(_kinds(one) & _kinds(other))


def _kinds(span: Span) -> frozenset[str]:
    """Gives what a span is a kind of; nothing where it says nothing by itself."""
    if span.period is not None:
        return frozenset({"period"})
    if span.name is not None and not span.name.weak:
        return frozenset(name.dimension for name in span.name.names)
    if span.number is not None:
        return frozenset({"number"})
    if span.may_be("count") or span.may_be("amount"):
        return frozenset({"count"})
    return frozenset(kind for kind in _KINDS if span.may_be(kind))
