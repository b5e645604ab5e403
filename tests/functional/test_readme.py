"""What the README says is so: its example questions and its figures, in the demo company."""

import re
import shutil
from pathlib import Path

import pytest

from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.database import connect, sqlite_url
from evals.datasets import desk as desk_over

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
OWED = ("应收", "receivable")
"""Asked as somebody who sees all that is owed, as the README says."""


def _rows(heading: str) -> list[list[str]]:
    """Gives the cells of the first table below a heading, without its head."""
    below = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


QUESTIONS = [question for _, *both in _rows("What you can ask") for question in both]
FIGURES = [
    (user_id, figure, customers)
    for _, _, said in _rows("Who may see what")
    for user_id, figure, customers in re.findall(r"(U\d+): (.+) of (\d+) customers", said)
]


@pytest.fixture(scope="module")
def desk(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Where the demo company is asked."""
    file = shutil.copy(demo_database, tmp_path_factory.mktemp("readme"))
    return desk_over(connect(sqlite_url(Path(file))), "demo")


def _ask(desk: Desk, user_id: str, *texts: str) -> Reply:
    """Gives the reply to the last of several questions in one conversation."""
    reply: Reply | None = None
    for text in texts:
        conversation_id = reply.conversation_id if reply else None
        reply = desk.ask(desk.caller(user_id), Question(text, conversation_id))
    assert reply is not None
    return reply


def test_there_is_something_to_read() -> None:
    assert len(QUESTIONS) >= 50
    assert len(FIGURES) == 3


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_example_question_is_answered(question: str, desk: Desk) -> None:
    owed = any(word in question for word in OWED)
    reply = _ask(desk, "U11" if owed else "U02", question)
    assert reply.status == "answered", reply.text
    assert reply.results or "怎么算" in question or "defined" in question, reply.text


@pytest.mark.parametrize(("user_id", "figure", "customers"), FIGURES)
def test_a_role_gets_the_figure_that_stands_there(
    user_id: str, figure: str, customers: str, desk: Desk
) -> None:
    reply = _ask(desk, user_id, "上季度销售额")
    assert reply.scope is not None
    assert reply.scope.customers == int(customers)
    for amount in re.findall(r"[\d,]+\.\d\d", figure):
        assert float(amount.replace(",", "")) in {
            value for row in reply.results[0].rows for value in row
        }


@pytest.mark.parametrize(
    "follow_up", ["那宁波的呢", "按月看", "跟去年同期比", "去掉退货的", "what about Suzhou?"]
)
def test_a_follow_up_of_the_readme_is_answered(follow_up: str, desk: Desk) -> None:
    assert f"{follow_up}" in README
    assert _ask(desk, "U02", "上季度销售额", follow_up).status == "answered"


def test_what_it_cannot_answer_it_says(desk: Desk) -> None:
    missing = _ask(desk, "U02", "今年毛利多少")
    assert (missing.status, "毛利" in missing.text) == ("not_understood", True)
    assert _ask(desk, "U02", "今年卖得最多的产品").status == "clarify"
