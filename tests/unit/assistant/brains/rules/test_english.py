"""English as strangers talk it: each turn of it is read like what it means (`english.txt`)."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.outcome import Understood
from tests.unit.assistant.asking import Asking

PAIRS = tuple(
    tuple(part.strip() for part in line.split(" = "))
    for line in Path(__file__).with_name("english.txt").read_text(encoding="utf-8").splitlines()
    if " = " in line and not line.startswith("#")
)


def meant(frame: Frame) -> Frame:
    """Gives a frame without what the reply says was assumed."""
    return replace(frame, assumed=())


@pytest.mark.parametrize(("said", "plain"), PAIRS)
def test_a_turn_of_english_is_read_as_what_it_means(asking: Asking, said: str, plain: str) -> None:
    assert meant(asking.frame(said)) == meant(asking.frame(plain))


@pytest.mark.parametrize(
    ("said", "assumed"),
    [
        ("Ningbo, this quarter", {"measure"}),
        ("May's numbers", {"measure"}),
        ("is Ningbo up or down this year", {"measure"}),
        ("is Ningbo growing", {"measure", "period"}),
    ],
)
def test_what_nobody_said_is_said_to_be_assumed(
    asking: Asking, said: str, assumed: set[str]
) -> None:
    assert set(asking.frame(said).assumed) == assumed


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("customers with at least 2 returns this year", "return_count"),
        ("customers with more than 20,000 in returns this year", "returned"),
        ("customers with at least 2 orders this year", "orders"),
    ],
)
def test_rows_that_customers_have_so_many_of_are_counted(
    asking: Asking, question: str, measure: str
) -> None:
    assert asking.frame(question).measures == (measure,)


@pytest.mark.parametrize(
    "question",
    [
        "customers with at least 3 invoices",
        "sales of the quiet customers",
        "who's gone quiet",
        "numbers",
        "Ningbo has been frobnicated this year",
        "is my pipeline growing",
        "drop orders",
        "folks who grumbled this year",
    ],
)
def test_what_is_not_said_or_not_known_is_not_made_up(asking: Asking, question: str) -> None:
    assert not isinstance(asking.outcome(question), Understood)
