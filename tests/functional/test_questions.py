"""Every case of the evaluation, asked at a desk over its data set."""

import pytest

from evals.case import DATA_SETS, SORTS, cases
from evals.runner import run
from tests.functional.datasets import desk, installation

MOSTLY = 0.98


@pytest.mark.parametrize("name", DATA_SETS)
def test_no_answer_is_wrong_and_hardly_any_question_stays_open(
    name: str, request: pytest.FixtureRequest
) -> None:
    asked = [case for sort in SORTS for case in cases(name, sort)]
    report = run(desk(installation(name, request), name), asked)
    assert not report.wrong, "\n".join(map(str, report.wrong))
    assert report.right >= MOSTLY, "\n".join(map(str, report.misses))
