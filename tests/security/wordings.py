"""Questions of words at random: of the lexicon, measures, names, times and odd numbers."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import cast

from assistant.brains import rules
from crm.measures import load

LONGEST_WORD = 24
MOST_WORDS = 7
NAMES = (
    *("青禾电子", "C0001", "SO-2611-0477", "T30", "M40", "U05", "蒋予墨", "华东", "宁波", "Hull"),
    *("USD", "日元", "打印机", "A级", "官网", "苏州仓", "销售一部", "sensors", "not there"),
)
TIMES = (
    *("今年", "去年", "上个月", "上季度", "2025年", "2026-11-21", "9999-12-31", "2025-02-30"),
    *("最近30天", "过去99年", "next 9999 years", "last year", "Q3", "FY25", "双十一", "每天"),
    *("by week", "50 years ago", "1000年前", "since 1900-01-01", "1月到3月", "周一", "未来9999天"),
)
NUMBERS = (
    *("0", "-0", "1", "2", "5", "20", "1001", "99999", "1e400", "5万", "1.5亿", "30%", "0%"),
    *("9" * 40, "1" + "0" * 60, "0." + "0" * 40 + "1", "亿亿亿", "12-34-56", "3/1", "1/0", "½"),
    *("第二", "第0", "1000000th", "half", "dozen", "1,000", "100到50", "400-000-0002"),
)
SIGNS = (
    "-",
    "/",
    "到",
    ",",
    "。",
    "?",
    "%",
    "*",
    "'",
    '"',
    "\\",
    "的",
    "不",
    "vs",
    "and",
    "\u202e",
)


@cache
def _pools() -> Sequence[Sequence[str]]:
    catalog = load()
    named = [*catalog.measures.values(), *catalog.dimensions.values()]
    said = [word for one in named for word in (*one.words.zh, *one.words.en)]
    return (_lexicon(), _lexicon(), said, said, NAMES, TIMES, NUMBERS, SIGNS)


def _lexicon() -> Sequence[str]:
    text = Path(rules.__file__).with_name("lexicon.toml").read_text(encoding="utf-8")
    return [word for word in _texts(tomllib.loads(text)) if len(word) <= LONGEST_WORD]


def _texts(part: object) -> Iterator[str]:
    match part:
        case str():
            yield part
        case list():
            for each in cast("list[object]", part):
                yield from _texts(each)
        case dict():
            for each in cast("dict[str, object]", part).values():
                yield from _texts(each)
        case _:
            return


def conversation(random: Random) -> Sequence[str]:
    """Gives up to four questions that follow each other."""
    return [_question(random) for _ in range(random.randint(1, 4))]


def _question(random: Random) -> str:
    space = random.choice(["", " ", " "])
    words = [random.choice(random.choice(_pools())) for _ in range(random.randint(1, MOST_WORDS))]
    return space.join(words)
