"""The baseline: a lower result fails, and it only rises."""

from pathlib import Path

import pytest

from evals.baseline import SHIPPED, Baseline, Rates, fallen, raised, reached, read, write
from tests.unit.evals.judging import judged


def of(right: float, wrong: float, part: str = "open") -> Baseline:
    return {"demo": {"questions": {part: Rates(right=right, wrong=wrong)}}}


def test_a_lower_rate_of_right_answers_is_a_fall() -> None:
    assert fallen(of(0.96, 0), of(0.97, 0)) == (
        "demo questions, open: 96.00% right, the baseline is 97.00%",
    )


def test_a_higher_rate_of_wrong_answers_is_a_fall() -> None:
    assert fallen(of(0.97, 0.01), of(0.97, 0)) == (
        "demo questions, open: 1.00% wrong, the baseline is 0.00%",
    )


@pytest.mark.parametrize("now", [of(0.97, 0.001), of(0.99, 0), of(0.1, 0.9, "held_back"), {}])
def test_what_is_as_good_or_better_or_not_asked_is_no_fall(now: Baseline) -> None:
    assert fallen(now, of(0.97, 0.001)) == ()


def test_raising_keeps_the_better_of_each_rate() -> None:
    assert raised(of(0.99, 0.01), of(0.97, 0.0)) == of(0.99, 0.0)
    assert raised(of(0.5, 0.5), of(0.97, 0.0)) == of(0.97, 0.0)


def test_raising_adds_what_was_never_asked_and_forgets_nothing() -> None:
    both = raised(of(0.9, 0.0, "held_back"), of(0.97, 0.0))
    assert both["demo"]["questions"].keys() == {"open", "held_back"}


def test_what_a_run_reached_is_no_fall_below_itself() -> None:
    run = {"demo": (judged("right"), judged("right"), judged("wrong"), judged("abstained"))}
    now = reached({"demo": (*run["demo"], judged("right", held_back=True), judged("right"))})
    assert now["demo"]["questions"]["open"] == Rates(right=0.6, wrong=0.2)
    assert now["demo"]["questions"]["held_back"] == Rates(right=1.0, wrong=0.0)
    assert fallen(now, now) == ()


def test_a_dialogue_is_right_only_where_every_turn_is() -> None:
    run = (judged("right", "right"), judged("right", "abstained"), judged("abstained", "wrong"))
    assert reached({"demo": run})["demo"]["questions"]["open"] == Rates(right=0.3333, wrong=0.3334)


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(tmp_path / "b.json", of(0.9712, 0.0021))
    assert read(tmp_path / "b.json") == of(0.9712, 0.0021)


def test_the_shipped_baseline_holds_every_part_of_the_demo_company() -> None:
    parts = read(SHIPPED)["demo"]
    assert parts.keys() == {"questions", "traps", "dialogues", "colloquial"}
    assert all(sort.keys() == {"open", "held_back"} for sort in parts.values())
