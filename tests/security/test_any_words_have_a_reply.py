"""Whatever words are put together, there is a reply: never a fault of the service."""

from collections.abc import Sequence
from random import Random

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.desk import Desk
from assistant.settings import Settings
from crm.measures import standard
from tests.demo import TODAY
from tests.security.figures import Figures
from tests.security.wordings import conversation

ASKERS = ("U05", "U02", "U11")
SHARE = 0.04
"""How many conversations are tried for each case."""


@pytest.fixture
def desk(own_demo_engine: Engine) -> Desk:
    clock = Settings(today=TODAY).clock()
    return Desk(own_demo_engine, catalog=standard(), today=clock.today, now=clock.now)


@pytest.mark.parametrize(
    "questions",
    [
        ["今年销售额最高的5个客户", "9" * 40 + "个"],
        ["本月5万以上的订单", "9" * 40 + "以上的"],
        ["销售额超过1" + "0" * 60 + "的客户"],
        ["orders over 99999999999999999999"],
        ["sales next 9999 years"],
        ["打印机 列出 分类 C0001", "A级 货币 12-34"],
    ],
)
def test_a_question_that_was_a_fault_once_has_a_reply(desk: Desk, questions: Sequence[str]) -> None:
    assert faults(desk, "U11", questions) == []


def test_words_at_random_have_a_reply(desk: Desk, figures: Figures) -> None:
    found: list[str] = []
    tried = 0
    for number in range(round(figures.cases * SHARE)):
        random = Random(f"{figures.seed_of(70)} {number}")
        questions = conversation(random)
        found += faults(desk, random.choice(ASKERS), questions)
        tried += len(questions)
    figures.count("questions of words at random", tried)
    figures.count("questions without a reply", len(found))
    assert found == []


def faults(desk: Desk, user_id: str, questions: Sequence[str]) -> list[str]:
    """Gives the questions of one conversation at which the service failed, each with why."""
    found: list[str] = []
    caller, conversation_id = desk.caller(user_id), None
    for text in questions:
        try:
            reply = desk.ask(caller, Question(text, conversation_id))
        except Exception as error:  # noqa: BLE001  (what the edge would answer with a 500)
            found.append(f"{user_id} asked {questions}: {text!r} gave {error!r}")
            continue
        conversation_id = reply.conversation_id
    return found
