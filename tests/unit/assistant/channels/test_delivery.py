"""Each message is answered once, in order, whatever dies, and whoever else delivers."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from assistant.actions.channel import NobodyKnows, NotEver
from assistant.channels import inbox
from assistant.channels.card import LOOKING
from assistant.channels.contract import Place, Unknowable
from assistant.channels.delivery import BROKEN
from crm.database import writing
from crm.models import chat_messages
from tests.unit.assistant.channels.corner import (
    DIRECT,
    GROUP,
    REP,
    ChatOffice,
    Corner,
    Killed,
    closed,
)
from tests.unit.assistant.jobs.digesting import MeddlingDesk

QUESTION = "sales this month"


@pytest.fixture
def office(engine: Engine) -> ChatOffice:
    """An office without orders, on each database in turn, whose manager is bound."""
    found = ChatOffice(engine, MeddlingDesk)
    found.staff()
    found.bind()
    return found


def test_a_question_is_answered_in_its_place_with_figure_and_receipt(office: ChatOffice) -> None:
    office.write(QUESTION)
    assert office.delivery().run() == 1
    (text,) = office.program.texts()
    assert "sales" in text
    assert "definition:" in text
    assert list(office.program.places.values()) == [DIRECT]
    assert office.messages() == ["sent"]
    assert office.count_turns() == 1


def test_a_message_that_is_delivered_again_is_answered_once(office: ChatOffice) -> None:
    assert office.write(QUESTION, message_id="m1")
    assert not office.write(QUESTION, message_id="m1")
    office.delivery().run()
    assert not office.write(QUESTION, message_id="m1")
    assert office.delivery().run() == 0
    assert len(office.program.posted) == 1


def test_the_mark_outlives_every_redelivery_and_then_goes(office: ChatOffice) -> None:
    office.write(QUESTION, message_id="m1")
    office.delivery().run()
    office.clock.move(hours=9)
    office.delivery().sweep()
    assert not office.write(QUESTION, message_id="m1")
    office.clock.move(hours=16)
    office.delivery().sweep()
    assert office.messages() == []


def test_what_was_written_and_said_does_not_stay_in_the_inbox(office: ChatOffice) -> None:
    office.write(QUESTION)
    office.delivery().run()
    (row,) = office.rows(chat_messages)
    assert (row["incoming"], row["said"]) == (None, None)


def test_messages_that_come_in_another_order_are_answered_in_theirs(office: ChatOffice) -> None:
    office.write("and last month?", sent_us=2)
    office.write(QUESTION, sent_us=1)
    assert office.delivery().run() == 2
    replies = office.sent()
    assert [one["results"][0]["period"]["start"] for one in replies] == ["2026-11-01", "2026-10-01"]
    assert len({one["conversation_id"] for one in replies}) == 1


def test_another_account_and_another_thread_are_other_conversations(office: ChatOffice) -> None:
    office.bind("A2", REP)
    office.write(QUESTION)
    office.write(QUESTION, by="A2")
    office.write(QUESTION, place=Place("D1", "5.5", is_private=True))
    office.delivery().run()
    assert len(office.lanes()) == 3
    assert len({one["conversation_id"] for one in office.lanes()}) == 3


def test_who_is_not_bound_gets_the_way_to_bind_and_nothing_else(office: ChatOffice) -> None:
    for text in (QUESTION, "hello", "青禾电子"):
        office.write(text, by="stranger", place=GROUP)
    office.delivery().run()
    assert len(set(office.program.texts()) - {office.program.texts()[2]}) == 1
    assert all("not connected" in t or "还没有绑定" in t for t in office.program.texts())
    assert {one.room for one in office.program.places.values()} == {"@stranger"}
    assert office.count_turns() == 0


def test_a_code_binds_and_the_next_question_is_answered(office: ChatOffice) -> None:
    from assistant.identity import Act, make_code

    with writing(office.engine) as connection:
        code = make_code(connection, REP, Act("", office.clock.now()))
    office.write(code.text, by="A2")
    office.write(QUESTION, by="A2")
    office.delivery().run()
    first, second = office.program.texts()
    assert REP in first
    assert "sales" in second
    assert len(office.sent(REP)) == 1


def test_what_no_text_is_in_is_answered_kindly(office: ChatOffice) -> None:
    office.write("", kind="unknown")
    office.write("   ")
    office.write("x" * 3000)
    office.delivery().run()
    first, second, third = office.program.texts()
    assert "type your question" in first
    assert "Ask me anything" in second
    assert "2,000" in third
    assert office.count_turns() == 0


STEPS = ("before post", "after post")


@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_dies_around_posting_leaves_one_answer(
    office: ChatOffice, step: str
) -> None:
    office.write(QUESTION)
    with pytest.raises(Killed):
        office.delivery(Corner(office.program, _dying(step))).run()
    assert office.delivery().run() == 0, "it is in somebody's hand"
    office.clock.move(seconds=61)
    assert office.delivery().run() == 1
    assert len(office.program.posted) == 1
    assert office.count_turns() == 1
    assert office.messages() == ["sent"]


def test_a_process_that_dies_in_the_middle_of_a_turn_leaves_one_turn(office: ChatOffice) -> None:
    office.write(QUESTION)
    desk = office.desk
    assert isinstance(desk, MeddlingDesk)
    desk.meddle = _kill
    with pytest.raises(Killed):
        office.delivery().run()
    desk.meddle = lambda: None
    office.clock.move(seconds=61)
    office.delivery().run()
    assert (len(office.program.posted), office.count_turns()) == (1, 1)


def test_a_worker_that_lost_its_lease_keeps_and_posts_nothing(office: ChatOffice) -> None:
    office.write(QUESTION)
    desk = office.desk
    assert isinstance(desk, MeddlingDesk)

    def sleep() -> None:  # so long that another takes it over, and answers
        desk.meddle = lambda: None
        office.clock.move(seconds=61)
        assert office.delivery().run() == 1

    desk.meddle = sleep
    assert office.delivery().run() == 0
    assert (len(office.program.posted), office.count_turns()) == (1, 1)


def test_a_lease_that_is_renewed_is_not_taken_over(office: ChatOffice) -> None:
    office.write(QUESTION)
    worker = office.delivery()
    desk = office.desk
    assert isinstance(desk, MeddlingDesk)

    def long() -> None:
        for _ in range(5):
            office.clock.move(seconds=30)
            worker.renew([str(office.lanes()[0]["lane"])])
        assert office.delivery().run() == 0

    desk.meddle = long
    assert worker.run() == 1


def test_workers_side_by_side_answer_each_message_once_and_in_order(office: ChatOffice) -> None:
    threads = 4
    for number in range(12):
        office.write(QUESTION, place=Place(f"D{number % 3}", is_private=True))
    start = threading.Barrier(threads)

    def work() -> int:
        start.wait()
        return sum(office.delivery().run() for _ in range(3))

    with ThreadPoolExecutor(threads) as pool:
        done = [pool.submit(work) for _ in range(threads)]
    assert sum(one.result() for one in done) == 12
    assert len(office.program.keys) == len(office.program.posted) == 12
    assert office.count_turns() == 12


def test_a_program_that_is_not_there_is_tried_again_and_order_holds(office: ChatOffice) -> None:
    office.write(QUESTION)
    office.write("and last month?")
    assert office.delivery(Corner(office.program, closed)).run() == 0
    assert office.delivery().run() == 0, "not before its time"
    office.clock.move(seconds=6)
    assert office.delivery().run() == 2
    assert office.count_turns() == 2
    assert "this month" in office.program.texts()[0].lower() or "Nov" in office.program.texts()[0]


def test_what_can_never_be_posted_ends_and_the_next_one_goes(office: ChatOffice) -> None:
    office.write(QUESTION)
    office.write("and last month?")
    never = iter([True])

    def at(step: str) -> None:
        if step == "before post" and next(never, False):
            raise NotEver("is_archived")

    office.delivery(Corner(office.program, at)).run()
    assert office.messages() == ["failed", "sent"]
    assert office.rows(chat_messages)[0]["note"] == "is_archived"


def test_where_it_cannot_be_told_nothing_is_posted_again(office: ChatOffice) -> None:
    office.write(QUESTION)

    def at(step: str) -> None:
        if step == "after post":
            raise NobodyKnows("timeout")
        if step == "find":
            raise Unknowable

    office.delivery(Corner(office.program, at)).run()
    office.clock.move(hours=2)
    office.delivery(Corner(office.program, at)).run()
    assert len(office.program.posted) == 1
    assert office.messages() == ["failed"]


def test_a_turn_that_breaks_is_tried_again_and_then_it_is_said(office: ChatOffice) -> None:
    office.write(QUESTION)
    desk = office.desk
    assert isinstance(desk, MeddlingDesk)
    desk.meddle = _break
    for _ in range(4):
        office.delivery().run()
        office.clock.move(minutes=3)
    assert office.program.texts() == [BROKEN["en"]]
    assert office.messages() == ["sent"]


def test_an_answer_that_takes_its_time_is_announced_by_the_message_that_it_becomes(
    office: ChatOffice,
) -> None:
    office.write(QUESTION)
    announced = threading.Event()
    seen: list[str] = []

    def at(step: str) -> None:
        if step == "after post":
            announced.set()

    def slow() -> None:
        assert announced.wait(60)
        seen.extend(office.program.texts())

    desk = office.desk
    assert isinstance(desk, MeddlingDesk)
    desk.meddle = slow
    office.delivery(Corner(office.program, at), patience_s=0).run()
    assert seen == [LOOKING["en"]]
    (text,) = office.program.texts()
    assert "definition:" in text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("step", ["after post", "before edit", "after edit"])
def test_a_process_that_dies_around_an_announced_answer_leaves_one(
    office: ChatOffice, step: str
) -> None:
    office.write(QUESTION)
    announced = threading.Event()
    desk = office.desk
    assert isinstance(desk, MeddlingDesk)

    def at(reached: str) -> None:
        if reached == "after post":
            announced.set()
        if reached == step:
            raise Killed

    def slow() -> None:
        assert announced.wait(60)
        desk.meddle = lambda: None
        if step == "after post":
            raise Killed

    desk.meddle = slow
    worker = office.delivery(Corner(office.program, at), patience_s=0)
    with pytest.raises(Killed):
        worker.run()
    office.clock.move(seconds=61)
    office.delivery().run()
    (text,) = office.program.texts()
    assert "definition:" in text
    assert office.messages() == ["sent"]


def test_a_conversation_begins_anew_when_it_is_forgotten(office: ChatOffice) -> None:
    office.write(QUESTION)
    office.delivery().run()
    office.clock.move(days=31)
    office.delivery().sweep()
    assert office.lanes() == []


def test_a_lease_is_of_one_worker(office: ChatOffice) -> None:
    office.write(QUESTION)
    lane, now = str(office.lanes()[0]["lane"]), office.clock.utc()
    with writing(office.engine) as connection:
        first = inbox.take(connection, lane, "w1", now)
        assert first is not None
        assert inbox.take(connection, lane, "w2", now) is None
        later = now + inbox.LEASE + timedelta(seconds=1)
        assert inbox.take(connection, lane, "w2", later) is not None
        with pytest.raises(inbox.LeaseLost):
            inbox.require(connection, first)
        inbox.require(connection, replace(first, holder="w2"))


def _dying(step: str) -> Callable[[str], None]:
    def at(reached: str) -> None:
        if reached == step:
            raise Killed

    return at


def _kill() -> None:
    raise Killed


def _break() -> None:
    raise RuntimeError("broken")
