"""Cases in other words: what is right stays right, and every run asks the same."""

from random import Random

import pytest

from assistant.brains.rules.lexicon import lexicon_for
from crm.measures import load
from crm.text import fold
from evals.case import Case, Expected, Sort, Turn, cases
from evals.runner import Posed, posed
from evals.slips import slipped
from evals.widening import MOST, WAYS, Words, widened

CATALOG = load()
LEXICON = lexicon_for(CATALOG)
NAMES = ("Harbour Orders Ltd", "瑞丰")
SALES = Expected(status="answered", measure="sales", value=1)


def names(text: str) -> list[tuple[int, int]]:
    return [(text.find(name), text.find(name) + len(name)) for name in NAMES if name in text]


WORDS = Words(LEXICON, CATALOG, names)


def one(text: str, *, held_back: bool = False, sort: Sort = "questions") -> Posed:
    turn = Turn(text=text, kind="figure", expected=SALES)
    return Posed(Case(id=f"x-{text}", lang="en", turns=(turn,)), sort, held_back)


def variants(text: str) -> dict[str | None, str]:
    found = widened([one(text)], WORDS)
    return {variant.way: variant.case.turns[0].text for variant in found}


def test_a_variant_asks_for_the_same_and_is_held_back_like_its_case() -> None:
    for held_back in (True, False):
        found = widened([one("sales of 瑞丰 last quarter", held_back=held_back)], WORDS)
        assert len(found) > 3
        assert {variant.held_back for variant in found} == {held_back}
        assert all(variant.case.turns[0].expected == SALES for variant in found)


def test_every_run_asks_the_same() -> None:
    asked = [found for sort in ("questions", "traps") for found in posed(cases("demo", sort), sort)]
    assert widened(asked, WORDS) == widened(asked, WORDS)
    assert len(widened(asked, WORDS)) == MOST


def test_dialogues_are_asked_as_they_are() -> None:
    assert widened([one("sales last quarter", sort="dialogues")], WORDS) == []


def test_case_width_and_traditional_characters_are_the_same_text_to_a_reader() -> None:
    found = variants("瑞丰去年q3 T30订单金额")
    for way in ("upper case", "lower case", "full width", "traditional"):
        assert found[way] != "瑞丰去年q3 T30订单金额"
        assert fold(found[way]).text == fold("瑞丰去年q3 T30订单金额").text
    assert found["traditional"] == "瑞豐去年q3 T30訂單金額"


def test_politeness_is_dropped() -> None:
    assert variants("请问上个月销售额")["blunt"] == "上个月销售额"
    assert variants("please show sales, please")["blunt"] == "show sales"
    assert "blunt" not in variants("上个月销售额")


@pytest.mark.parametrize(
    ("text", "measure"), [("上个月的业绩", "sales"), ("revenue in May", "sales")]
)
def test_a_measure_gets_another_of_its_words(text: str, measure: str) -> None:
    found = variants(text)["synonym"]
    words = CATALOG.measures[measure].words
    changed = [word for word in (*words.zh, *words.en) if word in found]
    assert changed
    assert found != text


def test_a_measure_keeps_its_word_where_it_stands_in_a_name() -> None:
    expected = Expected(status="answered", measure="orders", value=1)
    turn = Turn(text="how much did Harbour Orders Ltd buy", kind="figure", expected=expected)
    asked = Posed(Case(id="x", lang="en", turns=(turn,)), "questions", held_back=False)
    assert "synonym" not in {found.way for found in widened([asked], WORDS)}


@pytest.mark.parametrize("seed", range(50))
def test_a_slip_is_one_edit_that_makes_no_other_word(seed: int) -> None:
    text = "orders of Harbour Orders Ltd over 5000 last quarter"
    found = slipped(text, LEXICON, kept=names(text), named=(), lot=Random(seed))
    assert found is not None
    assert "Harbour Orders Ltd" in found
    assert "5000" in found
    before, after = text.split(), found.split()
    (changed,) = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    old, new = changed
    assert old in {"orders", "quarter"}
    assert (new[0], new[-1]) == (old[0], old[-1])
    assert abs(len(new) - len(old)) <= 1
    assert not any(new in entry.split() for entry in LEXICON.roles)


def test_words_that_the_answer_must_name_do_not_slip() -> None:
    assert slipped("orders", LEXICON, kept=(), named={"orders"}, lot=Random(1)) is None


def test_every_way_applies_to_some_case() -> None:
    asked = [found for sort in ("questions", "traps") for found in posed(cases("demo", sort), sort)]
    asked += [one("请问销售额")]
    assert {variant.way for variant in widened(asked, WORDS)} | {"blunt"} == WAYS.keys()
