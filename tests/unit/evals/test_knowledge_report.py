"""What is told of the documents' evaluation, and when it fails."""

from evals.knowledge.measuring import Came, Measured
from evals.knowledge.questions import Asked, questions
from evals.knowledge.report import faults, plain, rates

RIGHT = Came(Asked(id="a", language="zh", text="甲", at=("x#1",)), ("x#1", "x#2"), True, 5.0)
FOUND = Came(Asked(id="b", language="en", text="B", at=("x#2",)), ("x#1", "x#2"), False, 5.0)
WRONG = Came(Asked(id="c", language="en", text="C", at=("x#2",)), ("x#1",), True, 5.0)
SILENT = Came(Asked(id="d", language="en", text="D", at=()), ("x#1",), False, 5.0)
HIDDEN = Came(
    Asked(id="e", language="en", text="nobody sees this", at=("y#1",), held_back=True),
    ("x#1",),
    False,
    5.0,
)


def measured(*came: Came, instead: tuple[str, ...] = ()) -> Measured:
    return Measured(came, (), 10, instead, 1, 2, 0.5)


def test_the_rates_are_shares_of_the_questions_that_are_answered_somewhere() -> None:
    found = rates(measured(RIGHT, FOUND, SILENT))["open"]
    assert (found["found"], found["first"], found["quoted right"]) == (1.0, 0.5, 0.5)
    assert (found["quoted wrong"], found["silent where nothing answers"]) == (0, 1.0)


def test_it_fails_below_the_aims_below_the_baseline_and_for_a_quotation_in_place_of_a_figure() -> (
    None
):
    assert faults(measured(RIGHT, FOUND, SILENT), {}) == ()
    assert len(faults(measured(RIGHT, WRONG), {})) == 2
    assert len(faults(measured(RIGHT, instead=("sales",)), {})) == 1
    before = rates(measured(RIGHT))
    assert any("the baseline is 100.00%" in one for one in faults(measured(RIGHT, FOUND), before))


def test_what_is_held_back_is_counted_and_not_shown() -> None:
    told = plain(measured(RIGHT, WRONG, HIDDEN))
    assert "held back\t1" in told
    assert HIDDEN.asked.text not in told
    assert WRONG.asked.text in told


def test_there_are_enough_questions_of_each_kind() -> None:
    every = questions()
    answered = [one for one in every if one.at]
    assert len(answered) >= 80
    assert len(every) - len(answered) >= 20
    assert abs(sum(one.language == "zh" for one in every) * 2 - len(every)) < len(every) / 10
    assert sum(one.held_back for one in every) >= len(every) / 5
    assert any(one.across for one in every)
    assert len({one.id for one in every}) == len({one.text for one in every}) == len(every)
