"""Requests for a brief before a visit, and questions that are none."""

import pytest

from assistant.brains.rules.outcome import Briefing, Doubtful, NotUnderstood
from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    "text",
    [
        "明天去拜访青禾电子,准备一下",
        "下周三要去见青禾电子，帮我准备一份话术",
        "我要去见青禾电子，做个准备",
        "青禾电子的拜访要点",
        "给我一份青禾电子的访前简报",
        "拜访青禾电子之前要注意什么",
        "brief me on 青禾电子",
        "what should I know before visiting 青禾电子 tomorrow",
        "prepare for the meeting with 青禾电子 next Tuesday",
        "talking points for my visit to 青禾电子",
        "I'm meeting 青禾电子 tomorrow, prep me for it",
    ],
)
def test_a_brief_is_asked_for_in_many_ways(asking: Asking, text: str) -> None:
    outcome = asking.outcome(text)
    assert isinstance(outcome, Briefing), outcome
    assert "青禾电子" in outcome.customer


@pytest.mark.parametrize(
    "text",
    [
        "拜访次数",
        "上季度青禾电子拜访次数",
        "青禾电子最近的拜访",
        "visits to 青禾电子 this year",
        "介绍一下青禾电子",
        "拜访青禾电子前三个月的销售额",
    ],
)
def test_questions_about_visits_are_none(asking: Asking, text: str) -> None:
    assert not isinstance(asking.outcome(text), Briefing)


def test_a_name_that_nobody_has_is_said(asking: Asking) -> None:
    outcome = asking.outcome("brief me on Nobody")
    assert isinstance(outcome, NotUnderstood)
    assert outcome.words == ("nobody",)


def test_a_name_that_fits_several_is_asked_back(asking: Asking) -> None:
    outcome = asking.outcome("明天去拜访青禾电子和恒力机电，准备一下")
    assert isinstance(outcome, NotUnderstood | Doubtful)
