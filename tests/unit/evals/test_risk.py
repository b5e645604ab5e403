"""Risk and coverage, counted by hand."""

import pytest

from evals.risk import curve
from tests.unit.evals.judging import NOT_UNDERSTOOD, answered

TURNS = [
    answered(confidence=1.0),
    answered(confidence=0.9),
    answered("wrong", confidence=0.8),
    answered("abstained", status="not_understood", confidence=None),
]


def test_coverage_rises_and_risk_counts_the_wrong_among_what_is_answered() -> None:
    found = curve("cases", TURNS).points
    assert [point.threshold for point in found] == [1.0, 0.9, 0.8]
    assert [point.coverage for point in found] == [0.25, 0.5, 0.75]
    assert [point.risk for point in found] == pytest.approx([0, 0, 1 / 3])


def test_the_area_lies_between_the_points() -> None:
    assert curve("cases", TURNS).area == pytest.approx(0.25 * (1 / 3) / 2)


def test_an_answer_to_what_has_none_is_a_risk_and_covers_nothing() -> None:
    false = answered("wrong", expected=NOT_UNDERSTOOD, confidence=0.9)
    (first, second) = curve("cases", [answered(), false]).points
    assert (first.coverage, first.risk) == (1.0, 0.0)
    assert (second.coverage, second.risk) == (1.0, 0.5)


def test_a_table_above_every_confidence_is_empty_and_without_risk() -> None:
    highest = curve("cases", [answered(confidence=0.6)]).table[-1]
    assert (highest.answered, highest.coverage, highest.risk) == (0, 0.0, 0.0)


def test_nothing_asked_has_no_area() -> None:
    assert curve("cases", []).area == 0
