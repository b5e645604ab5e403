"""The figures of a model beside the rules."""

from dataclasses import replace

from evals.beside import Beside
from evals.beside_report import faults, plain
from evals.verdict import Outcome
from tests.unit.evals.judging import answered, judged


def beside(
    outcome: Outcome, *, held_back: bool = False, grounded: bool = True, text: str = "takings"
) -> Beside:
    posed = judged("abstained", held_back=held_back, text=text).posed
    alone = answered("abstained", status="not_understood", text=text)
    with_it = replace(
        answered(outcome, text=text, said="**Sales** 2"),
        by="model",
        tokens=1_800,
        is_grounded=grounded,
    )
    return Beside("demo", posed, alone, with_it)


def test_a_table_counts_what_came_without_and_with_the_model() -> None:
    right, honest = beside("right"), beside("abstained")
    told = plain((right, right, honest, beside("right", held_back=True)), "small")
    assert "demo\t3\t0\t3\t0\t2\t1\t0\t0" in told
    assert "demo, held back\t1\t0\t1\t0\t1\t0\t0\t0" in told
    assert "4 questions reached the model, 4 of its plans were answered; 1,800 tokens" in told
    assert "FAILED" not in told


def test_what_came_wrong_is_listed_but_for_cases_held_back() -> None:
    hidden = beside("wrong", held_back=True, text="a secret question")
    told = plain((beside("wrong", text="takings of March"), hidden), "small")
    assert "wrong x-1 (demo): takings of March" in told
    assert "secret" not in told


def test_more_than_one_wrong_in_a_hundred_fails() -> None:
    assert faults((*[beside("right")] * 99, beside("wrong"))) == ()
    assert faults((*[beside("right")] * 98, *[beside("wrong")] * 2)) == (
        "2 of 100 are wrong, at most 1%",
    )


def test_one_figure_that_no_row_has_fails() -> None:
    (fault,) = faults((*[beside("right")] * 99, beside("right", grounded=False)))
    assert fault == "1 hold a figure that no row has"
