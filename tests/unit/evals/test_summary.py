"""The summary of an evaluation: what fails it, and what it keeps to itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from evals.baseline import Rates
from evals.evaluation import Evaluation
from evals.page import page
from evals.report import plain
from evals.summary import Summary, summary
from prompts import prompts
from tests.unit.evals.judging import evaluation, judged

SECRET = "what nobody may see"


def told(found: Evaluation, *, show_held_back: bool = False) -> Summary:
    return summary(found, {}, show_held_back=show_held_back)


def shown(found: Summary) -> str:
    made = datetime(2026, 11, 21, 9, tzinfo=UTC)
    as_json = TypeAdapter(Summary).dump_json(found).decode()
    return plain(found) + page(found, version="1", made=made) + as_json


def test_a_miss_that_is_held_back_is_counted_and_not_shown() -> None:
    found = told(
        evaluation(
            judged("abstained", held_back=True, text=SECRET, name="x-secret"),
            widened=(
                judged("wrong", held_back=True, text=SECRET, name="x-secret~typo", way="typo"),
            ),
        )
    )
    assert found.hidden == 2
    assert found.blocks[0].lines[0].held_back.abstained == 1
    assert SECRET not in shown(found)
    assert "x-secret" not in shown(found)


def test_a_miss_that_is_held_back_is_shown_to_those_who_ask_for_it() -> None:
    found = told(evaluation(judged("abstained", held_back=True, text=SECRET)), show_held_back=True)
    assert SECRET in plain(found)


def test_an_open_miss_shows_the_question_what_came_and_what_is_right() -> None:
    text = plain(told(evaluation(judged("wrong", text="sales in May"))))
    assert "sales in May" in text
    assert "answered: **Sales** 1" in text
    assert '"measure": "sales"' in text


def test_what_gave_the_answers_is_counted_and_what_needed_no_model() -> None:
    one = judged("right", "right", "right", "right")
    by = ("rules", "verified", "documents", "model")
    turns = tuple(replace(turn, by=each) for turn, each in zip(one.answered, by, strict=True))
    silent = replace(one.answered[0], by="model", status="not_understood")
    found = told(evaluation(replace(one, answered=(*turns, silent))))
    assert found.sources == tuple((name, 1, 5) for name in (*by, "nothing"))
    assert "without a model\t3\t60.0%" in plain(found)
    assert "<td>60.0%</td>" in shown(found)


def test_the_report_names_the_version_of_each_prompt() -> None:
    found = told(evaluation(judged("right")))
    (line,) = [one for one in prompts() if one.name == "plan"]
    assert f"plan\t{line.version}\t{line.digest}" in plain(found)


def test_wrong_ones_come_first() -> None:
    cases = (judged("abstained", name="a"), judged("wrong", name="b"))
    assert [miss.case for miss in told(evaluation(*cases)).misses] == ["b", "a"]


@pytest.mark.parametrize(("wrong", "fails"), [(1, False), (2, True)])
def test_more_than_one_wrong_in_two_hundred_fails(wrong: int, *, fails: bool) -> None:
    cases = [judged("right")] * (200 - wrong) + [judged("wrong")] * wrong
    assert bool(told(evaluation(*cases)).faults) == fails
    assert bool(told(evaluation(judged("right"), widened=tuple(cases))).faults) == fails


def test_a_result_below_the_baseline_fails_and_one_above_does_not() -> None:
    cases = evaluation(*[judged("right")] * 9, judged("abstained"))
    for right, fails in ((0.91, True), (0.9, False), (0.5, False)):
        before = {"demo": {"questions": {"open": Rates(right=right, wrong=0)}}}
        assert bool(summary(cases, before, show_held_back=False).faults) == fails


def test_replies_that_differ_fail() -> None:
    assert told(evaluation(judged("right"), differing=("x-1",))).faults


def test_nothing_asked_is_no_success() -> None:
    assert told(Evaluation({}, {"demo": "gone"})).faults


def test_the_page_escapes_what_people_said_and_loads_nothing() -> None:
    found = told(evaluation(judged("wrong", text="<script>alert('x')</script> & sales")))
    html = page(found, version="1", made=datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; sales" in html
    for loaded in ("<script", "<link", "src=", "url(", "@import", "http"):
        assert loaded not in html


def test_what_was_left_out_is_said() -> None:
    found = Evaluation(evaluation(judged("right")).sets, {"northwind": "its file is not shipped"})
    assert "left out northwind: its file is not shipped" in plain(told(found))
