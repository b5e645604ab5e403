"""Customers of whom two things are said: 欠款超过10万且三个月没下单的客户, "who owe … and …".

Each of them is read as if it stood alone, and those are asked for of whom both are true. Nothing
is put together that has two times of its own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Outcome, Understood
from assistant.brains.rules.segments import STANDING, contradict, of_them

_AND = re.compile(
    r"[，,、]?\s*(?:而且|并且|同时又?|且|又|但是?|还|也)(?=[^，,。的]{2})"
    r"|[，,](?=[^，,。的]{3})"
    r"|\s+(?=[^，,。\s的]{3})"
    r"|(?<![和与跟及或到至、，,比较])(?=(?:今年|去年|前年|本月|这个月|上个?月|本季|上季|最近|近[\d一二三六半]))"
)
_BEHIND = re.compile(r"^(?P<told>.+?)的?(?P<who>(?:客户|公司|老板).{0,12})$")
_BEFORE = re.compile(
    r"^(?P<who>有?(?:哪些|哪几家|哪几个|多少|几个|几家|什么)?客户(?:里面?|当?中)?(?:有?谁)?)"
    r"(?P<told>.+)$"
)
_ENGLISH = re.compile(
    r"^(?P<who>.*?\b(?:customers?|clients?|accounts?|buyers))\b"
    r"(?: (?:who|that|with|having|have))? (?P<first>.+?),? (?:and|but|yet) (?:also )?"
    r"(?:who |that |with |have )?(?P<second>.+)$",
    re.IGNORECASE,
)
_BUYS = re.compile(r"买|采购|金额|\b(?:bought|buy|spent|spend|ordered)\b", re.IGNORECASE)
_NOTHING = re.compile(r"^nothing\b", re.IGNORECASE)
_HAD = re.compile(r"^(?:no|more|over|at least|less|fewer|under|an?|\d)\b", re.IGNORECASE)


def conjoined(text: str, read: Callable[[str], Outcome]) -> Understood | None:
    """Gives those of whom both things are true; None where no two things are said of customers.

    Args:
        text: the question, which is not understood as a whole.
        read: gives what another question means, where this one was asked.
    """
    for first, second in _two(text):
        one = read(first)
        other = read(second) if isinstance(one, Understood) else None
        if isinstance(one, Understood) and isinstance(other, Understood):
            said = _says_of_what(first, one.frame) and _says_of_what(second, other.frame)
            frame = _of_both(one.frame, other.frame) if said else None
            if frame is not None and not (one.carried or other.carried):
                return replace(
                    one,
                    frame=frame,
                    matched=tuple(dict.fromkeys((*one.matched, *other.matched))),
                    read_as=tuple(dict.fromkeys((*one.read_as, *other.read_as))),
                    confidence=min(one.confidence, other.confidence),
                )
    return None


def _two(text: str) -> Iterator[tuple[str, str]]:
    """Gives the two things that may be said, each as a question of its own."""
    plain = text.strip(" ?？。.!！")
    behind, before = _BEHIND.match(plain), _BEFORE.match(plain)
    if before is not None:
        who = before["who"]
        yield from ((f"{who}{a}", f"{who}{b}") for a, b in _halves(before["told"]))
    elif behind is not None:
        who = behind["who"]
        yield from ((f"{a}的{who}", f"{b}的{who}") for a, b in _halves(behind["told"]))
    english = _ENGLISH.match(plain)
    if english is not None:
        who = english["who"]
        yield _whose(who, english["first"]), _whose(who, english["second"])


def _whose(who: str, told: str) -> str:
    told = _NOTHING.sub("no orders", told)
    return f"{who} {'with' if _HAD.match(told) else 'who'} {told}"


def _halves(told: str) -> Iterator[tuple[str, str]]:
    for at in _AND.finditer(told):
        if at.start():
            yield told[: at.start()], told[at.end() :]


def _of_both(one: Frame, other: Frame) -> Frame | None:
    """Gives the customers that both frames ask for; None where no one question holds both."""
    if one.entity == other.entity == "customer":
        return _who_did_both(one, other)
    if _is_segment(one) or _is_segment(other):
        whose, asked = (one, other) if _is_segment(one) else (other, one)
        return of_them(whose, asked) if _is_bound(asked) else None
    return _above_both(one, other) if _is_bound(one) and _is_bound(other) else None


def _says_of_what(half: str, frame: Frame) -> bool:
    """Whether a half says what its amount is of, or that it was bought."""
    return not frame.assumed or _BUYS.search(half) is not None


def _is_segment(frame: Frame) -> bool:
    return frame.entity == "customer" and bool(frame.happenings)


def _is_bound(frame: Frame) -> bool:
    """Whether customers are asked for whose figure is above or below an amount."""
    plain = frame.view is None and frame.compare is None and frame.limit is None
    return plain and frame.groups == ("customer",) and bool(frame.having)


def _who_did_both(one: Frame, other: Frame) -> Frame | None:
    if not (one.happenings or one.conditions) or not (other.happenings or other.conditions):
        return None
    if any(frame.period is not None or frame.states or frame.limit for frame in (one, other)):
        return None
    happenings = tuple(dict.fromkeys((*one.happenings, *other.happenings)))
    if contradict(happenings):
        return None
    conditions = tuple(dict.fromkeys((*one.conditions, *other.conditions)))
    return replace(one, conditions=conditions, happenings=happenings)


def _above_both(one: Frame, other: Frame) -> Frame | None:
    """Gives those above both amounts, where both are of one time or the second names none."""
    standing = [bool(set(frame.measures) & STANDING) for frame in (one, other)]
    timed = one.period is not None or other.period is not None
    if other.period not in {None, one.period} or (timed and any(standing)):
        return None
    return replace(
        one,
        measures=tuple(dict.fromkeys((*one.measures, *other.measures))),
        conditions=tuple(dict.fromkeys((*one.conditions, *other.conditions))),
        having=(*one.having, *other.having),
    )
