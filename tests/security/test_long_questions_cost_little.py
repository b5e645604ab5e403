"""However long and odd a question is, reading it takes a bounded amount of work.

Work is counted in calls of functions, which is the same number on every machine and in every run.
"""

import sys
from itertools import count
from types import FrameType

import pytest
from sqlalchemy.engine import Engine

from assistant.brains.rules.brain import LONGEST
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.settings import Settings
from crm.measures import standard
from tests.demo import TODAY
from tests.security.figures import Figures

REP = "U05"

MOST_CALLS = 3_500_000
"""What the longest question may take: about half a second of one core."""
REFUSED_CALLS = 10_000
"""What it may take to say that a question is too long, beside a few for each character."""
SHAPES = {
    "lists of numbers": "1,",
    "months": "1月2月3月",
    "years": "去年今年前年",
    "names": "青禾电子、蓝海贸易和",
    "levels": "A、B、",
    "single letters": "😀a",
    "chains": "sales and orders and not ",
    "measures": "销",
    "rare characters": "丂七丄丅丆万丈三上下",
    "signs": "a/b-c_d.",
}


@pytest.fixture
def desk(own_demo_engine: Engine) -> Desk:
    clock = Settings(today=TODAY).clock()
    found = Desk(own_demo_engine, catalog=standard(), today=clock.today, now=clock.now)
    found.ask(found.caller(REP), Question("sales last quarter"))
    return found


def test_the_longest_question_of_any_shape_takes_a_bounded_amount_of_work(
    desk: Desk, figures: Figures
) -> None:
    for name, piece in SHAPES.items():
        calls, reply = asked(desk, (piece * LONGEST)[:LONGEST])
        assert calls <= MOST_CALLS, f"{name}: {calls:,} calls"
        assert reply.status in {"answered", "not_understood", "clarify"}, name
        figures.most("most calls for a question of the longest kind", calls)
    figures.count("shapes of long questions", len(SHAPES))


@pytest.mark.parametrize("length", [LONGEST + 1, 10_000, 60_000])
def test_a_longer_question_is_not_read_and_the_reply_says_so(desk: Desk, length: int) -> None:
    for piece, said in (("丂七丄丅丆", "最多 500 个字"), ("sales and ", "500 characters at most")):
        calls, reply = asked(desk, (piece * length)[:length])
        assert reply.status == "not_understood"
        assert said in reply.text
        assert calls <= REFUSED_CALLS + 5 * length


def test_a_long_question_goes_on_with_its_conversation_and_teaches_nothing(desk: Desk) -> None:
    rep = desk.caller(REP)
    first = desk.ask(rep, Question("sales last quarter")).conversation_id
    desk.ask(rep, Question("xyzzy " * 200, first))
    after = desk.ask(rep, Question("by month", first))
    assert after.results[0].arguments["group_by"] == ["month"]
    assert desk.misses(50) == []


def asked(desk: Desk, text: str) -> tuple[int, Reply]:
    """Gives how many functions a question takes, white space taken away as the door does it."""
    numbers = count()

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            next(numbers)

    caller, question = desk.caller(REP), Question(text.strip() or "?")
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        reply = desk.ask(caller, question)
    finally:
        sys.setprofile(before)
    return next(numbers), reply
