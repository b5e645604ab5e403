"""The words of requests for what is to come by itself, from `scheduling.toml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import tomli

from crm.text import fold
from tools.phrases.numbers import whole_number
from tools.schedules import FURTHEST

_FILE = Path(__file__).with_name("scheduling.toml")
Span = tuple[int, int]
ScheduleAct = Literal["list", "pause", "resume", "remove", "run"]
Also = Literal["quiet", "mail"]
ScheduleAnswer = Literal["keep", "drop"]
_NUMERAL = r"(?:\d{1,3}|[一二两三四五六七八九十百]{1,4}|an?|one|two|three|six)"
_AHEAD = re.compile(
    rf"(?:之前|以前|提前|前)的?(?P<n>{_NUMERAL})个?(?P<unit>天|日|周|星期|月)"
    rf"|(?:的)?(?P<n_>{_NUMERAL})个?(?P<unit_>天|日|周|星期|月)(?:之前|以前|前)"
    rf"|\b(?P<n__>{_NUMERAL}) (?P<unit__>day|week|month)s?"
    r" (?:before|ahead of|prior to|in advance of)\b"
)
_DAYS = {"天": 1, "日": 1, "day": 1, "周": 7, "星期": 7, "week": 7, "月": 30, "month": 30}
_REMINDS = re.compile("提醒|通知|remind|notify|alert")
_SENDS = re.compile("发|提醒|退订|send|unsubscribe")
"""Verbs that stop nothing else; with others, what is meant is called a schedule."""
_NTH = re.compile(r"第?(?P<n>\d{1,2}|[一二两三四五六七八九十])个?|(?:number |#)?(?P<n_>\d{1,2})")
_STOPS = r"[\s,.!?;:，。、！？；：]"
_LONGEST_WHICH = 60


@dataclass(frozen=True)
class Send:
    """Words that say that something is to come."""

    span: Span
    weak: bool
    reminds: bool


@dataclass(frozen=True)
class Ahead:
    """So many days before something."""

    span: Span
    days: int


@dataclass(frozen=True)
class Acted:
    """What is to be done with a schedule that is kept, and which one, in words."""

    act: ScheduleAct
    which: str


@dataclass(frozen=True)
class Without:
    """A text without some words, and whether they were there."""

    text: str
    said: bool


class SchedulingWords:
    """Finds the words of the file in folded texts."""

    def __init__(self, lines: Mapping[str, Any]) -> None:
        self._lines = lines
        self._send = _any_of([*lines["send"]["strong"], *lines["send"]["weak"]])
        self._strong = frozenset(map(_folded, lines["send"]["strong"]))
        self._also = {part: _any_of(lines[part]["yes"]) for part in ("quiet", "mail")}
        self._nouns = _any_of(lines["noun"]["any"])
        silent = _any_of(lines["silent"]["any"])
        nothing = rf"(?:{silent.pattern}|{_STOPS})+"
        self._edges = re.compile(rf"^{nothing}|{nothing}$")
        self._answers: dict[str, ScheduleAnswer] = {
            _folded(word): cast(ScheduleAnswer, answer)
            for answer, words in lines["answer"].items()
            for word in words
        }

    def send(self, folded: str) -> Send | None:
        """Gives the words that say that something is to come; those that say it plainly first."""
        found = list(self._send.finditer(folded))
        if not found:
            return None
        best = next((one for one in found if one.group() in self._strong), found[0])
        weak = best.group() not in self._strong
        return Send(best.span(), weak, _REMINDS.search(best.group()) is not None)

    def ahead(self, folded: str, taken: Iterable[Span]) -> Ahead | None:
        """Gives how many days before something, outside of what says when it comes."""
        for found in _AHEAD.finditer(folded):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            said = {name.rstrip("_"): value for name, value in found.groupdict().items() if value}
            days = _number(said["n"]) * _DAYS[said["unit"]]
            if 0 < days <= FURTHEST:
                return Ahead(found.span(), days)
        return None

    def also(self, part: Also, folded: str) -> Span | None:
        """Gives where it stands that it comes only if there is something, or by e-mail too."""
        found = self._also[part].search(folded)
        return None if found is None else found.span()

    def without(self, part: Also, folded: str) -> Without:
        """Gives a text without that."""
        rest = self._also[part].sub(" ", folded)
        return Without(rest, rest != folded)

    def bare(self, text: str) -> str:
        """Gives a text without what says nothing at its ends."""
        while (rest := self._edges.sub("", text).strip()) != text:
            text = rest
        return text

    def answer(self, folded: str) -> ScheduleAnswer | None:
        """Gives what is said to a proposal."""
        return self._answers.get(folded.strip(" .,!。！，"))

    def act(self, folded: str) -> Acted | None:
        """Gives what is to be done with a schedule that is kept."""
        text = folded.strip(" .,!?。！？，")
        for template, act in _templates():
            found = template.pattern.fullmatch(text)
            if found is None:
                continue
            which = found.groupdict().get("which", "") or ""
            if not template.is_open or self._names_one(which, template.text):
                return Acted(act, self._which(which))
        return None

    def _names_one(self, which: str, template: str) -> bool:
        plainly = self._nouns.search(which) is not None or _NTH.fullmatch(which.strip())
        return bool(plainly) or _SENDS.search(template) is not None

    def _which(self, which: str) -> str:
        bare = self.bare(which.removesuffix("了"))
        number = _NTH.fullmatch(self.bare(self._nouns.sub(" ", bare)))
        if number is None:
            return bare
        return str(_number(number.group("n") or number.group("n_")))

    def without_nouns(self, which: str) -> str:
        """Gives words for a schedule without those that only say that it is one."""
        return self.bare(self._nouns.sub(" ", which))

    def is_a_noun(self, which: str) -> bool:
        """Whether words name a schedule only as what it is: 提醒, "the digest"."""
        return not self.without_nouns(which)

    def meanings(self, part: str, language: str) -> Mapping[str, str]:
        """Gives what words stand for, of a part of the file: `content` or `ahead`."""
        lines: Mapping[str, list[str]] = self._lines[part][language]
        return {_folded(word): meant for meant, words in lines.items() for word in words}

    def times(self, every: str, language: str) -> Mapping[str, str]:
        """Gives since when a digest tells, by how often it comes."""
        return {part: self._lines[part][language][every] for part in ("lately", "before")}


@dataclass(frozen=True)
class _Template:
    text: str
    pattern: re.Pattern[str]

    @property
    def is_open(self) -> bool:
        return "{which}" in self.text


@cache
def scheduling_words() -> SchedulingWords:
    """Gives the words as shipped."""
    return SchedulingWords(_file())


@cache
def _file() -> Mapping[str, Any]:
    return tomli.loads(_FILE.read_text("utf-8"))


@cache
def _templates() -> tuple[tuple[_Template, ScheduleAct], ...]:
    """Gives the templates, those without a gap first, then the longest."""
    found: list[tuple[_Template, ScheduleAct]] = []
    for act, texts in _file()["act"].items():
        for text in texts:
            gap = rf"(?P<which>.{{1,{_LONGEST_WHICH}}}?)"
            pattern = re.escape(_folded(text.replace("{which}", "\0"))).replace("\0", gap)
            found.append((_Template(text, re.compile(pattern)), act))
    return tuple(sorted(found, key=lambda one: (one[0].is_open, -len(one[0].text))))


def _number(said: str) -> int:
    return 1 if said == "an" else whole_number(said) or 0


def _folded(text: str) -> str:
    return text if "\0" in text else fold(text).text


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(map(_folded, words), key=len, reverse=True)
    forms = (
        rf"(?<![a-z0-9'-]){re.escape(one)}(?![a-z0-9'-])"
        if one.isascii() and one[:1].isalnum()
        else re.escape(one)
        for one in longest
    )
    return re.compile(f"(?:{'|'.join(forms)})")
