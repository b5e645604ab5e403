"""Writes a brief: the words of each line with the facts of the record in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from assistant.conversation.facts import fact_text
from assistant.conversation.labels import label
from assistant.conversation.reply import Language
from tools.visits import Line, Situation, VisitRecord

_FILE = Path(__file__).with_name("briefs.toml")
_SLOT = re.compile(r"\{(\w+)\}")
_PART = re.compile(r"\[\[([^\[\]]*)\]\]")
_TOLD_ONCE = ("complaint", "noted", "deal", "contract", "overdue", "expected", "offer")
"""What the talk track takes up, in this order: the first statement of each kind."""


@dataclass(frozen=True)
class Told:
    """One side of a customer, in words."""

    name: str
    title: str
    lines: tuple[str, ...]


def told(record: VisitRecord, language: Language) -> tuple[Told, ...]:
    """Gives the sections of a brief, the talk track last."""
    found = [
        Told(one.name, _words(language)["sections"][one.name], tuple(_said(one.lines, language)))
        for one in record.sections
    ]
    talk = tuple(_talk(record, language))
    if talk:
        found.append(Told("talk", _words(language)["sections"]["talk"], talk))
    return tuple(found)


def looked_for(situation: Situation, language: Language) -> Sequence[str]:
    """Gives under which words playbooks write of a situation."""
    return _words(language)["playbooks"][situation]


def playbook_title(language: Language) -> str:
    """Gives what the quoted passages are headed with."""
    return str(_words(language)["sections"]["playbook"])


def _said(lines: Sequence[Line], language: Language) -> Iterator[str]:
    words = _words(language)["lines"]
    yield from (_filled(words[line.kind], line, language) for line in lines)
    if any(line.kind in {"complaint", "complaint_only"} for line in lines):
        yield words["unsettled"]


def _talk(record: VisitRecord, language: Language) -> Iterator[str]:
    words = _words(language)["talk"]
    for kind in _TOLD_ONCE:
        of_kind = record.of(kind) or record.of(f"{kind}_only")
        if kind == "overdue" and len(of_kind) > 1:
            yield from (_filled(words[kind], line, language) for line in of_kind)
        elif of_kind:
            yield _filled(words[kind], of_kind[0], language)


def _filled(sentence: str, line: Line, language: Language) -> str:
    """Gives a sentence with its facts, several of a name beside each other."""
    texts = _texts(line, language)
    known = _PART.sub(
        lambda part: part[1] if all(n in texts for n in _SLOT.findall(part[1])) else "", sentence
    )
    return _SLOT.sub(lambda slot: texts.get(slot[1], "—"), known)


def _texts(line: Line, language: Language) -> Mapping[str, str]:
    between = "、" if language == "zh" else ", "
    found: dict[str, list[str]] = {}
    for fact in line.facts:
        text = fact_text(fact, language)
        if fact.name == "kind":
            text = label("values", str(fact.value), language)
        found.setdefault(fact.name, []).append(text)
    return {name: between.join(texts) for name, texts in found.items()}


def _words(language: Language) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _file()[language]
    return found


@cache
def _file() -> Mapping[str, Any]:
    return tomli.loads(_FILE.read_text("utf-8"))
