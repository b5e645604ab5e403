"""Reads a note of a visit, a call or a chat: who wanted what, until when, and for how much.

Everything is a stretch of the note, word for word, with the day or the number that it says. What
was not said is not here, and nothing is written to the record.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Literal

from crm.text import fold
from tools.phrases.numbers import NumberSpan, find_numbers
from tools.phrases.periods import PeriodSpan, find_periods

Kind = Literal["visit", "call", "message", "email"]
Whose = Literal["theirs", "ours"]
LONGEST = 2_000
MOST = 20
"""Statements, days and amounts of one note that are listed."""
MOST_CLAUSES = 1_000
_SENTENCE = re.compile(r"[。！？!?;；\n\r]+|(?<=[a-z0-9])\.(?=\s|$)", re.IGNORECASE)
_CLAUSE = re.compile(r"[，、](?!\d)|,(?!\d{3})")
_IF = re.compile(
    r"^\s*(?:如果|要是|假如|假设|若|除非|只要|等|if\b|unless\b|once\b|when\b)", re.IGNORECASE
)
_TITLES = "总经理|总监|总|经理|主任|主管|工程师|工|老师|董事长|董|厂长|处长|部长|科长|老板|会计"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季"
)
"""The commonest family names: 化工 and 开工 are nobody."""
_WHO = re.compile(
    rf"(?<!员)(?!施工|关工|龙工)[{_SURNAMES}](?:{_TITLES})|(?:Mr|Mrs|Ms|Dr)\.? [A-Z][\w'-]+"
)
_SPEAKER = re.compile(r"(?P<name>\S{1,20})\s+\d{1,2}:\d{2}(?::\d{2})?")
"""A line of a pasted chat that says who speaks, and when."""
_SELF = frozenset({"我", "me", "i"})
_NOT = re.compile(
    r"不(?:要|需要|用|想|打算|考虑|会|同意|答应|急)|没(?:有)?(?:要|说|答应|提|同意|承诺)|暂时不|暂不|别|拒绝"
    r"|\b(?:not|no longer|never|nobody|nothing|won't|don't|doesn't|didn't|refus\w+|declin\w+)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"(?:我们?|咱们?|我方|我司|这边).{0,6}?"
    r"(?:答应|承诺|会|来|负责|要|发|给|报|寄|安排|提供|准备|回复|确认|去)"
    r"|^(?:已)?(?:答应|承诺)|(?:给|发|寄)(?:您|你们|他们|贵司|客户)"
    r"|\b(?:we|i)(?:'ll| will| promised| agreed to| owe| need to| have to| should|'m going to)\b"
    r"|\b(?:promised|agreed) to\b",
    re.IGNORECASE,
)
_OF_US = re.compile(
    r"(?:给|发|让|要|帮|等|催)我|\b(?:give|send|tell|get|show) (?:me|us)\b", re.IGNORECASE
)
_QUOTED = re.compile(
    r"(?:说|表示|提出|\bsaid|\bsays)[^我]{0,3}(?:我们?|\bwe\b|\bi\b)", re.IGNORECASE
)
"""Somebody else's "we"."""
_THEIRS = re.compile(
    r"(?:要求|希望|需要|想要|想|要|催|会|答应|承诺|同意|打算|计划|准备|安排|预计)"
    r"|\b(?:wants?|wanted|needs?|needed|asked|asks?|requires?|expects?|would like|hopes?|will"
    r"|plans?|promised|agreed)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"元|块|万|亿|美金|美元|人民币|rmb|cny|usd|eur|gbp|[¥$€£]|\bk\b|\d[km]\b", re.IGNORECASE
)
_CURRENCY = "usd|rmb|cny|eur|gbp|jpy|hkd|us dollars?|dollars?|euros?|pounds?|yuan"
_SIGN = re.compile(rf"(?:[¥$€£]|\b(?:{_CURRENCY})) ?$", re.IGNORECASE)
_UNIT = re.compile(
    rf" ?(?:(?:{_CURRENCY})\b|美金|美元|人民币|欧元|英镑|港币|日元|元)", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:大概|大约|约|差不多|左右|上下|about|around|roughly|approximately|~)\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class SaidDay:
    """A time that the note names: its words, and the days that these are, both ends included."""

    text: str
    first: date | None
    """None where it runs from now on: until Wednesday, within two weeks."""
    last: date


@dataclass(frozen=True)
class SaidAmount:
    """An amount of money that the note names: its words, what they come to, how surely."""

    text: str
    value: Decimal
    about: bool


@dataclass(frozen=True)
class Commitment:
    """What somebody is to do, in the note's words; `due` is its last day, where one is said."""

    text: str
    whose: Whose
    due: date | None = None


@dataclass(frozen=True)
class Note:
    """What a note says, as a proposal of an activity: nobody has approved it.

    `commitments` that are to be done next are tasks of their own, each with its day.
    """

    customer_id: str
    customer: str
    kind: Kind
    occurred_on: date
    text: str
    """The note as it was written."""
    summary: str
    """The clauses of it that say what came of it."""
    people: tuple[str, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    days: tuple[SaidDay, ...] = ()
    amounts: tuple[SaidAmount, ...] = ()


def read_note(
    text: str, customer: tuple[str, str], *, kind: Kind, occurred_on: date, today: date
) -> Note:
    """Gives what a note of something that was done says.

    Args:
        text: the note, as it was written.
        customer: whom it is about, by id and name.
        kind: what was done.
        occurred_on: when it was.
        today: the business date, from which days are told.
    """
    said = tuple(islice(_clauses(text), MOST_CLAUSES))
    said = said[1:] or said or (text.strip(),)
    days = tuple(day for one in said for day in _days(one, today))
    amounts = tuple(amount for one in said for amount in _amounts(one, today))
    commitments = tuple(_commitments(said, today))
    return Note(
        *customer,
        kind,
        occurred_on,
        text.strip(),
        _comma(said[0]).join(said),
        tuple(dict.fromkeys(m.group() for m in _WHO.finditer(text))),
        commitments[:MOST],
        tuple(dict.fromkeys(days))[:MOST],
        tuple(dict.fromkeys(amounts))[:MOST],
    )


def _clauses(text: str) -> Iterator[str]:
    """Gives the clauses of a note, in a chat each with its speaker."""
    speaker = ""
    for sentence in _SENTENCE.split(text):
        begins = _SPEAKER.fullmatch(sentence.strip())
        if begins is not None:
            speaker = f"{begins['name']}："
        else:
            yield from (speaker + clause for clause in _of_sentence(sentence))


def _of_sentence(sentence: str) -> Iterator[str]:
    """Gives the clauses of a sentence, a condition together with what hangs on it."""
    held = ""
    for clause in (one.strip() for one in _CLAUSE.split(sentence)):
        if _IF.match(clause):
            held = f"{held}{clause}{_comma(clause)}"
        elif clause:
            yield held + clause
            held = ""
    if held:
        yield held.strip("， ,")


def _comma(text: str) -> str:
    return "，" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else ", "


def _commitments(clauses: Sequence[str], today: date) -> Iterator[Commitment]:
    for clause in clauses:
        if _NOT.search(clause):
            continue
        whose = _whose(clause)
        if whose is not None:
            yield Commitment(clause, whose, _due(clause, today))


def _whose(clause: str) -> Whose | None:
    """Gives who is to do something, or wants it done; None where nobody does."""
    speaker, _, said = clause.partition("：") if "：" in clause else ("", "", clause)
    other = bool(speaker) and speaker.lower() not in _SELF
    if _OF_US.search(said) or _QUOTED.search(said):
        return "ours" if speaker and not other else "theirs"
    if _OURS.search(said):
        return "theirs" if other else "ours"
    if _THEIRS.search(said) is None:
        return None
    return "ours" if speaker and not other else "theirs"


def _due(clause: str, today: date) -> date | None:
    """Gives the last day of the one time that a clause names."""
    days = tuple(_days(clause, today))
    return days[0].last if len(days) == 1 and days[0].last >= today else None


def _days(clause: str, today: date) -> Iterator[SaidDay]:
    for span in find_periods(clause, today, ahead=True):
        if isinstance(span, PeriodSpan) and not span.period.open_start:
            first, last = span.period.start, span.period.end
            yield SaidDay(span.text, None if first == today < last else first, last)


def _amounts(clause: str, today: date) -> Iterator[SaidAmount]:
    """Gives the numbers of a clause that are money: with a sign or word of it beside them."""
    times = [(span.start, span.end) for span in find_periods(clause, today, ahead=True)]
    for number in find_numbers(clause):
        inside = any(start < number.end and number.start < end for start, end in times)
        if not (inside or number.percent or number.ordinal) and _is_money(clause, number):
            before = clause[: number.start]
            about = number.approximate or _ABOUT.search(before) is not None
            behind = clause[number.end :].lstrip(" 元块")
            about = about or behind.startswith(("左右", "上下", "多"))
            yield SaidAmount(_with_currency(clause, number), number.value, about)


def _with_currency(clause: str, number: NumberSpan) -> str:
    """Gives the words of an amount with the currency that stands beside it."""
    before, behind = _SIGN.search(clause[: number.start]), _UNIT.match(clause, number.end)
    start = number.start if before is None else before.start()
    return clause[start : number.end if behind is None else behind.end()]


def _is_money(clause: str, number: NumberSpan) -> bool:
    """Whether a number is an amount: 30万, 5000元, $300; and not 20台 or 12 units."""
    behind = fold(clause[number.end :]).text.lstrip()
    counted = re.match(
        r"(?:台|个|套|件|箱|只|卷|人|天|周|月|年|家|次|pcs|units?|pieces|people)", behind
    )
    around = clause[max(0, number.start - 2) : number.start] + number.text + behind[:4]
    return counted is None and _MONEY.search(around) is not None
