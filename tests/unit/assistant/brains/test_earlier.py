"""The question before, as a model is told of it."""

from assistant.brains.llm.earlier import Earlier, earlier
from assistant.brains.rules.frame import Frame


def test_a_question_that_asked_for_no_figure_is_told_to_no_model() -> None:
    assert earlier(Frame()) == Earlier()
    assert earlier(Frame(entity="order")) == Earlier()


def test_a_question_for_figures_is_told_as_the_call_that_would_ask_it_again() -> None:
    call = earlier(Frame(measures=("sales",), groups=("city",))).call
    assert call is not None
    assert (call.measures, call.by) == (["sales"], ["city"])
