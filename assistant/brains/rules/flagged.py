"""What goes on from flags just told: 为什么, 第二个为什么, "the first is fine: annual stock".

Flags are of orders, which have numbers: what is said of the second is read as said of its number.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.brains.rules.numbered import order_numbered
from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Option, Understood
from assistant.brains.rules.spans import Sources
from assistant.brains.rules.thread import Thread
from crm.text import fold

CHOSEN = "@flag"
"""What a choice settles where it was asked which order is meant."""
_PLACES = {
    **{word: place for place, word in enumerate("一二三四五六七八九十", 1)},
    **{word: place for place, word in enumerate("first second third fourth fifth".split(), 1)},
}
_LAST = frozenset({"最后一", "last"})
NTH = re.compile(
    r"(?:第(?P<zh>[一二三四五六七八九十]|[0-9]{1,2})|(?P<end>最后一))(?:个|条|单|张|笔)(?!客户|产品|合同|商机|人)"
    r"|\b(?:the )?(?P<en>first|second|third|fourth|fifth|last)(?: one| order| flag)?(?!\w| [0-9])"
)
WHY = re.compile(
    r"(?:那|这|这个|这单|这条|那单|它|这是)?(?:又|是|到底)?"
    r"(?:为什么|为啥|为何|凭什么|怎么回事|什么原因|是什么原因|原因是什么|原因呢|怎么判断的?|怎么算的?"
    r"|怎么算出来的?|怎么得出的?|如何计算的?|依据是什么|什么依据|有什么依据"
    r"|why|how come|why (?:was|is|were)|why is that|why was that|why that(?: one)?"
    r"|how (?:is|was|did you get|do you get|did you work|do you work|did you find) (?:it|that|this)"
    r"(?: computed| calculated| worked out| found| out)?"
    r"|how do you know|how so|explain(?: it| that)?|what makes you say (?:so|that))"
    r"(?:异常|被标了?|标了|有问题|不正常"
    r"|(?: was| is)?(?: it| that)?(?: flagged| unusual| odd))?(?:呢|啊|呀|的|了)*"
)
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
EDGES_OF_WHY = " ,，、:：;；.。?？!！的是"


def with_numbers(text: str, thread: Thread) -> str:
    """Gives a text in which the order that is meant by its place among the flags has its number."""
    folded = fold(text)
    found = NTH.search(folded.text)
    if found is None or not thread.flagged:
        return text
    place = _place(found, len(thread.flagged))
    if place is None:
        return text
    first, last = folded.original(found.start(), found.end())
    return f"{text[:first]} {thread.flagged[place]} {text[last:]}".strip()


def _place(found: re.Match[str], number: int) -> int | None:
    said = found["zh"] or found["en"] or found["end"]
    if said in _LAST:
        return number - 1
    place = _PLACES[said] if said in _PLACES else int(said)
    return place - 1 if 0 < place <= number else None


def reasons(
    text: str, thread: Thread, settled: Mapping[str, str], sources: Sources
) -> Understood | Doubtful | NotUnderstood | None:
    """Gives the order of which it is asked why it was flagged; None where that is not asked."""
    if not thread.flagged:
        return None
    folded = fold(text).text
    nth = NTH.search(folded)
    rest = folded if nth is None else f"{folded[: nth.start()]} {folded[nth.end() :]}"
    rest = _BETWEEN.sub("", " ".join(rest.split()))
    if WHY.fullmatch(rest.strip(EDGES_OF_WHY)) is None:
        return None
    if nth is not None:
        place = _place(nth, len(thread.flagged))
        if place is None:
            return NotUnderstood((nth.group().strip(),))
        return _of(thread.flagged[place], sources)
    chosen = settled.get(CHOSEN) or thread.explained
    if chosen is None and len(thread.flagged) == 1:
        chosen = thread.flagged[0]
    if chosen is not None:
        return _of(chosen, sources)
    options = tuple(Option(order, {CHOSEN: order}) for order in thread.flagged)
    return Doubtful("flag", "", options)


def _of(order: str, sources: Sources) -> Understood | NotUnderstood:
    outcome = order_numbered(order.lower(), (0, len(order)), sources)
    if isinstance(outcome, NotUnderstood):
        return outcome
    return replace(outcome, frame=replace(outcome.frame, view="anomalies"))
