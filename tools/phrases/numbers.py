"""Numbers as people write and say them, Chinese and English: 三十万, 30w, 1.2M, half a million."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tools.phrases.chinese_numerals import CHINESE_DIGITS, NUMERAL_STARTS, read_chinese
from tools.phrases.english_numerals import ENGLISH_NUMBER, ORDINALS, read_english
from tools.phrases.folding import folded

_SCALES = {
    **dict.fromkeys(("k", "thousand", "grand"), Decimal(1_000)),
    **dict.fromkeys(("w",), Decimal(10_000)),
    **dict.fromkeys(("m", "mn", "mm", "mil", "mio", "million", "millions"), Decimal(1_000_000)),
    **dict.fromkeys(("b", "bn", "billion", "billions"), Decimal(1_000_000_000)),
    "hundred": Decimal(100),
}
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_GLUED_UNITS = "pcs|pc|kg|km|cm|mm|days?|units?|orders?"


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in a text.

    Attributes:
        start: Position of its first character.
        end: Position after its last one.
        value: What it says; a percentage or 三成 as a fraction.
        text: The words, as they were written.
        approximate: Whether it was said loosely: 十来个, 20多, 30+, 两三个 (the larger of the two).
        percent: Whether it was a percentage.
        ordinal: Whether it counts a place in an order: 第三, 3rd, third.
    """

    start: int
    end: int
    value: Decimal
    text: str
    approximate: bool = False
    percent: bool = False
    ordinal: bool = False


def find_numbers(text: str) -> list[NumberSpan]:
    """The numbers of a text, in order. Digits inside a model or an id (T30, SO-1119-037) are none.

    Chinese numerals that only look like numbers (一共, 统一, 万一) are none either; those inside a
    company's name can be told only by someone who knows the names.
    """
    plain = folded(text)
    found: list[NumberSpan] = []
    for match in _candidates().finditer(plain):
        span = _span(text, plain, match)
        if span:
            found.append(span)
    return found


def whole_number(words: str) -> int | None:
    """The whole number that folded `words` are, or None: 12, 十二, twelve, twenty-five, a."""
    if words.isdecimal():
        return int(words)
    value = read_chinese(words) if words[:1] in NUMERAL_STARTS else read_english(words)
    return int(value) if value is not None and value == int(value) else None


@cache
def _candidates() -> re.Pattern[str]:
    """One pass over the text: ids first, so that what follows never looks inside one."""
    digit, unit = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "十百千万亿拾佰仟"
    scales = "|".join(sorted(_SCALES, key=len, reverse=True))
    chinese = rf"(?:[{digit}]|[十拾])[{digit}{unit}]*(?:点[{digit}]+[{unit}]*)?"
    mixed = rf"(?:{_PLAIN})\s?(?:[百千万亿][{digit}{unit}\d]*)"
    return re.compile(
        rf"""
        (?P<percent>(?:{_PLAIN})\s?(?:%|percent\b|per\s?cent\b|pct\b)
            | 百分之(?:{chinese}|{_PLAIN}))
      | (?P<identifier>(?<![a-z0-9])(?!(?:top|no|usd|cny|rmb|eur|gbp|jpy|hkd)\.?-?\d)
                [a-z]+[-_./\#]?\d[\w\-./\#]*
            | \d[\d\-./\#]{{0,30}}[-_/\#][a-z][\w\-./\#]*)
      | (?P<scaled>(?:{_PLAIN})\s?(?:{scales})(?![a-z0-9]))
      | (?P<mixed>{mixed})
      | (?P<nth>\d+)(?:st|nd|rd|th)(?![a-z0-9])
      | (?P<plain>(?:{_PLAIN})(?=(?:{_GLUED_UNITS})?(?![a-z_0-9])))
      | (?P<other>\d[a-z0-9]+)
      | (?P<tenths>[{digit}](?=成(?!交|本|都|功|立|单|品|员|为|长)))
      | (?P<chinese>{chinese})
      | (?P<english>(?<![a-z0-9']){ENGLISH_NUMBER}(?![a-z0-9]))
        """,
        re.VERBOSE | re.ASCII,
    )


def _span(text: str, plain: str, match: re.Match[str]) -> NumberSpan | None:
    kind = match.lastgroup or ""
    start, end = match.span()
    value = _value(kind, match)
    if value is None or _is_a_word(plain, start, end):
        return None
    if kind == "tenths":
        end += 1
    loose = _looseness(plain, start, end) if kind != "percent" else 0
    words = match.group()
    approximate = bool(loose) or (kind == "chinese" and is_loose_pair(words))
    return NumberSpan(
        start,
        end + loose,
        value,
        text[start : end + loose],
        approximate=approximate,
        percent=kind in {"percent", "tenths"},
        ordinal=kind == "nth" or words in ORDINALS or plain[start - 1 : start] == "第",
    )


def _value(kind: str, match: re.Match[str]) -> Decimal | None:
    words = match.group()
    if kind == "nth":
        return Decimal(match.group("nth"))
    readers = {
        "percent": _percentage,
        "tenths": _tenths,
        "scaled": _scaled,
        "plain": _decimal,
        "mixed": _chinese,
        "chinese": _chinese,
        "english": read_english,
    }
    return readers[kind](words) if kind in readers else None


def _percentage(words: str) -> Decimal | None:
    digits = re.sub(r"百分之|\s?(?:%|per\s?cent|pct)", "", words)
    part = read_chinese(digits) if digits[0] in NUMERAL_STARTS else _decimal(digits)
    return part / 100 if part is not None else None


def _tenths(words: str) -> Decimal | None:
    part = read_chinese(words)
    return part / 10 if part is not None else None


def _chinese(words: str) -> Decimal | None:
    return read_chinese(words.replace(",", "").replace(" ", ""))


def _scaled(words: str) -> Decimal:
    number, scale = _split_scale(words)
    return _decimal(number) * _SCALES[scale]


def _split_scale(words: str) -> tuple[str, str]:
    number = words.rstrip("abcdefghijklmnopqrstuvwxyz")
    return number.strip(), words[len(number) :]


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _looseness(plain: str, start: int, end: int) -> int:
    """How many characters after the number say that it is only about right."""
    after = _loose_words().match(plain, end)
    if after is None:
        return 0
    if after.group() == "+" and plain[end + 1 : end + 2].isdigit():
        return 0
    return after.end() - end if end > start else 0


@cache
def _loose_words() -> re.Pattern[str]:
    return re.compile(
        r"\+|几(?=[十百千万个家单笔台名位天周月年])|来(?=[个家单笔台名位天款条件万次])|多(?!少)|余(?!额|款)"
    )


def is_loose_pair(words: str) -> bool:
    """Whether a folded numeral is a pair such as 两三 or 七八, said for "about"."""
    pair = re.fullmatch(r"十?([一二两三四五六七八])([二两三四五六七八九])[十百千万亿]*", words)
    if pair is None:
        return False
    first, second = (int(CHINESE_DIGITS[digit]) for digit in pair.groups())
    return second == first + 1


@cache
def _words_with_one() -> re.Pattern[str]:
    """Words whose numeral counts nothing."""
    return re.compile(
        r"一(?:共|下|起|般|些|样|直|定|边|律|切|旦|致|流|点|并|时|带|味|体|向|半|方面|系列|线|览|键|路)"
        r"|三方|四川|百分|两者|两边|九江|三亚|三门|五金|六安|十堰|二手|二维|十分(?!之|钟)|十足"
    )


def _is_a_word(plain: str, start: int, end: int) -> bool:
    """Whether a numeral counts nothing where it stands: 统一, 一共, "which one"."""
    if plain[start:end] == "one":
        return _pronoun_before().search(plain, 0, start) is not None
    if end - start > 1:
        return False
    if plain[start] == "一" and plain[max(0, start - 1) : start] in set("统唯同逐之专万期不周"):
        return True
    return _words_with_one().match(plain, start) is not None


@cache
def _pronoun_before() -> re.Pattern[str]:
    return re.compile(r"\b(?:which|that|this|no|last|any|every|some|the|each|next|other)\s$")
