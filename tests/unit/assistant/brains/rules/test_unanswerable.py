"""Questions whose words are all known, and which no frame can hold: none may be answered."""

from pathlib import Path

import pytest

from assistant.brains.rules.outcome import Doubtful, NotUnderstood
from tests.unit.assistant.asking import Asking

QUESTIONS = Path(__file__).with_name("unanswerable.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_no_frame_holds_is_not_answered(asking: Asking, question: str) -> None:
    outcome = asking.outcome(question)
    assert isinstance(outcome, NotUnderstood | Doubtful)
