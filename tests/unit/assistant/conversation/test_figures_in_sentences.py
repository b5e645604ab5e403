"""A figure of a row is accepted only where the sentence says what it is: which row, of which kind.

Every figure of every region stands in turn in every form of sentence, beside its own name and
another one.
What a form says is told here apart from the check, so that each of thousands is known to be true or
false.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation import formats
from assistant.conversation.grounding import Facts, Ungrounded, grounded
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.conversation.facts import facts_of

ANY = frozenset({"level", "previous", "change", "rate"})
MOVE = frozenset({"change", "rate"})
LEVEL, PREVIOUS = frozenset({"level"}), frozenset({"previous"})
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A sentence with a place for a name and one for a figure.

    `kinds` are those of which the figure may be; `of` says for which regions that is true.
    """

    text: str
    kinds: frozenset[str]
    of: str = "all"


QUESTIONS = {
    "上季度各区域销售额同比": (
        Form("{name}销售额{figure}。", LEVEL),
        Form("{name}，{figure}。", LEVEL),
        Form("{name}达{figure}。", LEVEL),
        Form("{name}最高，{figure}。", LEVEL, "largest"),
        Form("{name}最低，{figure}。", LEVEL, "smallest"),
        Form("{name}去年同期为{figure}。", PREVIOUS),
        Form("去年同期，{name}{figure}。", PREVIOUS),
        Form("{name}高于去年同期的{figure}。", PREVIOUS, "up"),
        Form("{name}低于去年同期的{figure}。", PREVIOUS, "down"),
        Form("{name}从去年同期的{figure}增长。", PREVIOUS, "up"),
        Form("{name}增至{figure}。", LEVEL, "up"),
        Form("{name}降至{figure}。", LEVEL, "down"),
        Form("{name}同比增长{figure}。", MOVE, "up"),
        Form("{name}同比下降{figure}。", MOVE, "down"),
        Form("{name}，同比增长{figure}。", MOVE, "up"),
        Form("{name}比去年同期高{figure}。", MOVE, "up"),
        Form("{name}比去年同期低{figure}。", MOVE, "down"),
        Form("与去年同期相比，{name}增长{figure}。", MOVE, "up"),
        Form("{name}增长最快，{figure}。", MOVE, "fastest"),
        Form("{name}增长最快，达{figure}。", LEVEL, "fastest"),
        Form("{name}增长最多，增长{figure}。", MOVE, "most"),
        Form("{name}增长最多，{figure}。", MOVE, "most"),
        Form("{name}同比{figure}。", NONE),
        Form("同比，{name}{figure}。", NONE),
        Form("较去年同期，{name}{figure}。", NONE),
        Form("{name}占{figure}。", NONE),
        Form("{name}环比增长{figure}。", NONE),
        Form("只有{name}{figure}。", NONE),
        Form("全部来自{name}，{figure}。", NONE),
        Form("{name}翻倍，{figure}。", NONE),
        Form("{name}的增长来自{figure}。", NONE),
    ),
    "Sales by region last quarter vs a year earlier": (
        Form("{name} made {figure}.", LEVEL),
        Form("{name}, {figure}.", LEVEL),
        Form("Sales in {name} were {figure}.", LEVEL),
        Form("{name} was the highest at {figure}.", LEVEL, "largest"),
        Form("{name} was the lowest at {figure}.", LEVEL, "smallest"),
        Form("{name} rose to {figure}.", LEVEL, "up"),
        Form("{name} fell to {figure}.", LEVEL, "down"),
        Form("{name} rose from {figure}.", PREVIOUS, "up"),
        Form("{name} made {figure} a year earlier.", PREVIOUS),
        Form("A year earlier, {name} made {figure}.", PREVIOUS),
        Form("{name} rose by {figure}.", MOVE, "up"),
        Form("{name} grew {figure} year on year.", MOVE, "up"),
        Form("{name} fell {figure} year on year.", MOVE, "down"),
        Form("{name} was {figure} above a year earlier.", MOVE, "up"),
        Form("{name} was above a year earlier by {figure}.", MOVE, "up"),
        Form("{name} was below a year earlier by {figure}.", MOVE, "down"),
        Form("{name} grew most, {figure}.", MOVE, "most"),
        Form("{name} grew most, to {figure}.", LEVEL, "most"),
        Form("{name} made {figure} year on year.", NONE),
        Form("华东 was the highest, compared with {name} {figure}.", NONE),
        Form("Only {name} made {figure}.", NONE),
        Form("Overall, {name} combined made {figure}.", NONE),
        Form("{name} grew {figure} on the period before.", NONE),
        Form("{name} accounts for {figure}.", NONE),
        Form("The growth came from {name}, {figure}.", NONE),
        Form("{name} made up to {figure}.", LEVEL, "up"),
    ),
}


@dataclass(frozen=True)
class Region:
    """A row: what it is called, and its figures by their kinds."""

    name: str
    figures: dict[str, str]
    level: Decimal
    change: Decimal
    rate: Decimal


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_figure_stands_for_the_row_and_the_kind_that_the_sentence_says(
    demo_engine: Engine, question: str
) -> None:
    with demo_engine.connect() as connection:
        facts = facts_of(Asking(connection), question)
    regions = list(regions_of(facts))
    told = {
        (form, name.name, of.name, kind): form.text.format(name=name.name, figure=figure)
        for form in QUESTIONS[question]
        for at, name in enumerate(regions)
        for of in (name, regions[at - 1])
        for kind, figure in of.figures.items()
    }
    true = {
        key
        for key in told
        if key[1] == key[2] and key[3] in key[0].kinds and key[1] in true_of(key[0], regions)
    }
    accepted = {key for key, text in told.items() if is_accepted(text, facts)}
    assert [told[key] for key in sorted(accepted - true, key=str)] == []
    assert len(told) > 1_500
    assert len(true & accepted) > 0.6 * len(true)


def regions_of(facts: Facts) -> Iterator[Region]:
    language = facts.namer.language
    for name, currency, level, previous, change, rate in facts.evidence[0].table.rows:
        if currency != "CNY":
            continue
        amounts = {"level": level, "previous": previous, "change": abs(Decimal(str(change)))}
        said = {
            kind: formats.figure(Decimal(str(amount)), "CNY", language, coded=language == "en")
            for kind, amount in amounts.items()
        }
        said["rate"] = formats.change_rate(Decimal(str(rate))).lstrip("+−-")
        numbers = (Decimal(str(one)) for one in (level, change, rate))
        yield Region(str(name), said, *numbers)


def true_of(form: Form, regions: list[Region]) -> set[str]:
    """Gives the regions of which a form says the truth, whatever its figure."""
    up = {one.name for one in regions if one.change > 0}
    names = {
        "all": {one.name for one in regions},
        "up": up,
        "down": {one.name for one in regions} - up,
        "largest": {max(regions, key=lambda one: one.level).name},
        "smallest": {min(regions, key=lambda one: one.level).name},
        "most": {max(regions, key=lambda one: one.change).name},
        "fastest": {max(regions, key=lambda one: one.rate).name},
    }
    return names[form.of]


def is_accepted(text: str, facts: Facts) -> bool:
    try:
        grounded(text, facts)
    except Ungrounded:
        return False
    return True
