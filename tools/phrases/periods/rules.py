"""Rules: what a pattern at a position of the text says, the longest one winning."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tools.phrases.periods.readings import Moment, Reading

Builder = Callable[[re.Match[str], Moment], Reading | None]

ZH_NUMBER = "[零〇一二两三四五六七八九十]{1,4}"
EN_NUMBER = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|(?:an?|one) hundred)"
)
NUMBER = rf"(?:\d{{1,4}}|{ZH_NUMBER}|{EN_NUMBER})"
MONTH_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
MONTH_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
WEEKDAY_NAMES = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thur|fri|sat|sun"
)
WEEKDAY_NUMBERS = {
    name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)
}

# 上周一共 is 上周 and 一共, 上周五个 is 上周 and 五个, 上周日均 is 上周 and 日均.
_COUNTED = "个家单笔台位名款种次件张条份元块项箱套倍成百千万亿季月号级大强年周"
_NO_FIRST = rf"(?![共起般些样直定边律切旦致流半点{_COUNTED}]|下子)"
_SUNDAY = r"日(?![均常报志期程活])|天(?!数)"
WEEKDAY = rf"(?:一{_NO_FIRST}|[二三四五六](?![{_COUNTED}])|{_SUNDAY})"
WEEKDAY_OF_WEEK = rf"(?:一{_NO_FIRST}|[二三四五六](?![{_COUNTED}十])|{_SUNDAY})"
WEEKDAY_DIGITS = {digit: number for number, digit in enumerate("一二三四五六日", 1)} | {"天": 7}


Heads = Literal["z", "l", "d", "zl", "zd", "ld", "zld"]


@dataclass(frozen=True)
class Rule:
    """One pattern for folded text.

    Attributes:
        pattern: The pattern, compiled when it is first needed.
        says: What a match says; None if it is nothing after all.
        heads: What it can begin with: a Chinese character (z), a letter or apostrophe (l), a digit
            (d). Where the text has something else the rule is not even tried.
    """

    pattern: str
    says: Builder
    heads: Heads = "zld"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The compiled pattern, made when it is first needed.

    A Latin word ends where a Chinese one begins: YTD销售额.
    """
    return re.compile(pattern, re.ASCII)


class RuleTable:
    """Rules that are tried together."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self._by_head = {
            head: tuple(rule for rule in rules if head in rule.heads) for head in ("z", "l", "d")
        }

    def longest(self, moment: Moment, position: int) -> tuple[int, Reading] | None:
        """End and reading of the longest match at `position`; of equal ones the first rule's."""
        key = (id(self), position)
        if key not in moment.memo:
            moment.memo[key] = self._longest(moment, position)
        return moment.memo[key]

    def _longest(self, moment: Moment, position: int) -> tuple[int, Reading] | None:
        best: tuple[int, Reading] | None = None
        for rule in self._by_head[head_of(moment.text[position : position + 1])]:
            match = compiled(rule.pattern).match(moment.text, position)
            if match is None or (best and match.end() <= best[0]):
                continue
            reading = rule.says(match, moment)
            if reading is not None:
                best = match.end(), reading
        return best


def head_of(character: str) -> str:
    """The class of a character: z Chinese, d a digit, l any other that a phrase may begin with."""
    if character.isdigit():
        return "d"
    return "l" if character.isascii() else "z"
