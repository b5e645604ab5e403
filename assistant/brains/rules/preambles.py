"""What people remark before they ask: 枫塔老说我们贵,她们家A45均价多少; "I think …, can you check".

A remark is a clause that says what somebody thinks, heard or was told. It asks for nothing; whom it
is about, and when, may be meant by what is asked behind it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.brains.rules.spans import Sources
from crm.names import NameSpan
from crm.text import fold
from tools.phrases.numbers import find_numbers
from tools.phrases.periods import PeriodSpan, find_periods

_MARKS = r"，,。.;；!！~…\n\U0001f300-\U0001faff\u2600-\u27bf"
_CLAUSE = re.compile(rf"(?:(?!\s[\u4e00-\u9fff])[^{_MARKS}])+(?:[{_MARKS}\s]+|$)")
"""A clause ends at a mark, a picture, or where somebody paused: a space before Chinese."""
_REMARKS = re.compile(
    r"我?(?:记得|觉得|感觉|印象中?|听说|以为|怀疑|担心|发现|怕)|好像|似乎|貌似|据说|错觉|有点(?:慌|急)"
    r"|(?:老是?|总是?|一直|又|刚刚?|刚才|天天|整天)(?:在|跟我)?(?:说|嫌|喊|催|抱怨|投诉|问|来电话|打电话)"
    r"|忘了|让我(?:去|过去|看)|要(?:开年?会|过来|来访|续约)|心里没底|说不准|不太?(?:好|行|对劲|放心)"
    r"|\bi (?:think|feel|heard|remember|recall|reckon|believe|suspect|worry|was told|guess)\b"
    r"|\b(?:seems?|apparently|supposedly|rumou?r|not sure|worried)\b"
    r"|\bkeeps? (?:saying|asking|complaining)\b|\bi'm (?:worried|not sure|curious)\b"
    r"|\b(?:is|are) (?:asking|complaining|calling|on the phone|after me)\b"
)
_ASKS = re.compile(
    r"多少|[几哪谁]|什么|啥|怎么|咋|何时|吗|有没有|列|查|统计|算"
    r"|\b(?:how|what|which|who|whose|when|list|show|give|tell|did|does|do|has|have|can|could)\b"
)
_ALOUD = re.compile(
    r"我?(?:想|要)?(?:看看|瞧瞧|瞅瞅)(?:到底|究竟)?(?:有没有|是不是|能不能|会不会|是?哪)[^，,。]*[。.!！]*$"
)
"""What somebody wants to find out from it, said last: 我看看有没有哪天特别高."""
_THEM = re.compile(
    r"(?:[他她它]们?|人家|这个?客户|那个?客户|这家|那家|对方)(?:家|那边|这边)?"
    r"|\b(?:they|them|their|theirs|it|its|he|she|his|her)\b"
)


@dataclass(frozen=True)
class _Said:
    """What a remark names: whom it is about, and when."""

    names: tuple[NameSpan, ...]
    periods: tuple[PeriodSpan, ...]


def without_preamble(question: str, sources: Sources) -> str:
    """Gives a question without the remarks before it, with whom and when they were about.

    The question as it is where a remark holds a number, or names somebody beside whom the question
    names: then it may be a condition.
    """
    folded = fold(question)
    text = _without_what_it_is_for(folded.text)
    clauses = _CLAUSE.findall(text)
    remarks = 0
    while remarks < len(clauses) - 1 and _is_a_remark(clauses[remarks]):
        remarks += 1
    if remarks == 0:
        return question if text == folded.text else text
    said = _said("".join(clauses[:remarks]), sources)
    rest = "".join(clauses[remarks:]).strip()
    return question if said is None else _about(rest, said, sources) or question


def _without_what_it_is_for(text: str) -> str:
    rest = _ALOUD.sub("", text).rstrip("，, ")
    return rest if any(map(str.isalnum, rest)) and _ASKS.search(rest) else text


def _is_a_remark(clause: str) -> bool:
    return _REMARKS.search(clause) is not None and _ASKS.search(clause) is None


def _said(remark: str, sources: Sources) -> _Said | None:
    """Gives what a remark names; None where it holds a number that is no time."""
    names = _names(remark, sources)
    periods = list(find_periods(remark, sources.today, calendar=sources.calendar))
    stretches = [(one.start, one.end) for one in (*names, *periods)]
    loose = [
        number
        for number in find_numbers(remark)
        if not any(start <= number.start and number.end <= end for start, end in stretches)
    ]
    plain = tuple(period for period in periods if isinstance(period, PeriodSpan))
    return None if loose or len(plain) < len(periods) else _Said(tuple(names), plain)


def _names(text: str, sources: Sources) -> Sequence[NameSpan]:
    found = sources.names.find(text, sources.caller)
    return [name for name in found if not name.weak and len(name.text) > 1]


def _about(rest: str, said: _Said, sources: Sources) -> str | None:
    """Gives what is asked, of those that the remark was about; None where that is not clear."""
    theirs = {name.names for name in _names(rest, sources)}
    others = [name for name in said.names if name.names not in theirs]
    spoken_of = _THEM.search(rest) is not None
    if len(others) > 1 or (others and theirs and not spoken_of):
        return None
    timed = bool(find_periods(rest, sources.today, calendar=sources.calendar))
    when = said.periods[0].text if len(said.periods) == 1 and not timed else ""
    if not others:
        return f"{when} {rest}" if when else rest
    whom = others[0].text
    named = _THEM.sub(f" {whom} ", rest, count=1) if spoken_of else f"{whom} {rest}"
    return f"{when} {named}".strip()
