"""Digests are sent once, at their time, with what their person may see by then."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import identity
from assistant.conversation.question import Question
from assistant.schedules import Standing, standing
from crm.database import writing
from crm.models import contracts, customers, schedules, users
from tests.unit.assistant.jobs.digesting import (
    MANAGER,
    REP,
    START,
    MeddlingDesk,
    Office,
    Post,
)

DAILY = "every day at 8 send me sales this month"
QUIET = "every day at 8 send me sales this month only if there is any"


@pytest.fixture
def office(engine: Engine) -> Office:
    """An office without orders, on each database in turn."""
    found = Office(engine, MeddlingDesk)
    found.staff()
    return found


@pytest.fixture
def demo(own_demo_engine: Engine) -> Office:
    """The demo company's."""
    return Office(own_demo_engine)


def test_a_digest_is_a_turn_with_its_evidence_marked_and_unread(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    assert office.sender().run() == 1
    (listed,) = office.desk.conversations(office.desk.caller(MANAGER))
    assert (listed["title"], listed["unread"]) == ("Every day at 08:00: sales this month", 1)
    (reply,) = office.sent()
    assert (reply["status"], reply["digest"]["due"]) == ("answered", "Sat 21 Nov 2026, 08:00")
    assert reply["results"][0]["arguments"]["measures"] == ["sales"]
    office.desk.note_seen(office.desk.caller(REP), str(listed["conversation_id"]))
    assert office.desk.conversations(office.desk.caller(MANAGER))[0]["unread"] == 1
    office.desk.note_seen(office.desk.caller(MANAGER), str(listed["conversation_id"]))
    assert office.desk.conversations(office.desk.caller(MANAGER))[0]["unread"] == 0
    assert (office.events("digest.sent"), office.events("question.asked")) == (1, 1)


def test_one_goes_on_from_a_digest_as_from_any_answer(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    office.sender().run()
    (listed,) = office.desk.conversations(office.desk.caller(MANAGER))
    caller, where = office.desk.caller(MANAGER), str(listed["conversation_id"])
    reply = office.desk.ask(caller, Question("and last month?", where))
    assert reply.results[0].period is not None
    assert reply.results[0].period.start == "2026-10-01"


def test_a_slot_is_sent_once_however_many_workers_look(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    workers = [office.sender() for _ in range(3)]
    assert [worker.run() for worker in workers] == [1, 0, 0]
    office.clock.move(hours=23)
    assert sum(worker.run() for worker in workers) == 0
    office.clock.move(hours=1)
    assert sum(worker.run() for worker in workers) == 1
    assert office.count_turns() == 2


def test_while_one_worker_answers_no_other_sends_the_same(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    other = office.sender(desk=Office(office.engine).desk)
    sent: list[int] = []
    assert isinstance(office.desk, MeddlingDesk)
    office.desk.meddle = lambda: sent.append(other.run())
    assert office.sender().run() == 1
    assert sent == [0]
    assert office.states() == ["sent"]


def test_a_worker_that_comes_back_too_late_sends_nothing_more(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    other = office.sender(desk=Office(office.engine).desk)
    sent: list[int] = []

    def hang() -> None:
        office.clock.move(minutes=11)
        sent.append(other.run())

    assert isinstance(office.desk, MeddlingDesk)
    office.desk.meddle = hang
    assert office.sender().run() == 0
    assert sent == [1]
    assert (office.count_turns(), office.events("digest.sent")) == (1, 1)


def test_workers_that_race_send_each_slot_once(office: Office) -> None:
    for hour in range(7, 12):
        office.keep(f"every day at {hour} send me sales this month")
    office.clock.move(days=1)
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        office.sender().run()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert office.states() == ["sent"] * 5
    assert office.count_turns() == 5


def test_of_missed_ones_the_latest_comes_and_says_so(office: Office) -> None:
    schedule_id = office.keep(DAILY)
    office.clock.move(days=3)
    assert office.sender().run() == 1
    (reply,) = office.sent()
    assert reply["digest"]["missed"] == 2
    late = [one["text"] for one in reply["notices"] if one["kind"] == "late"]
    (said,) = late
    assert said.startswith("This was due on Mon 23 Nov 2026, 08:00, and comes late.")
    assert said.endswith("2 before it were missed and will not come.")
    assert office.next_time(schedule_id) == "2026-11-24 08:00"


def test_one_that_nobody_sends_counts_as_late(office: Office) -> None:
    def counted() -> Standing:
        with office.engine.connect() as connection:
            return standing(connection, office.clock.utc())

    office.keep(DAILY)
    assert counted() == Standing(active=1, late=0)
    office.clock.move(hours=21)
    assert counted() == Standing(active=1, late=1)
    office.sender().run()
    assert counted() == Standing(active=1, late=0)


def test_in_time_there_is_no_word_of_lateness(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20, minutes=9)
    office.sender().run()
    assert not [one for one in office.sent()[0]["notices"] if one["kind"] == "late"]


def test_nothing_is_sent_where_there_is_nothing_if_so_asked(office: Office) -> None:
    office.keep(QUIET)
    office.clock.move(hours=20)
    assert office.sender().run() == 0
    assert (office.states(), office.count_turns()) == (["quiet"], 0)
    assert office.sender().run() == 0


def test_what_nobody_has_looked_for_is_not_nothing(office: Office) -> None:
    office.keep("every day at 8 send me anomalies only if there are any")
    office.clock.move(hours=20)
    assert office.sender().run() == 1
    assert "Nobody has looked" in office.sent()[0]["text"]


def test_rights_that_went_away_take_effect(demo: Office) -> None:
    demo.keep("every day at 8 send me customers on file", "U02")
    demo.clock.move(hours=20)
    demo.sender().run()
    with writing(demo.engine) as connection:
        below = users.c.manager_id == "U02"
        connection.execute(users.update().where(below).values(manager_id=None))
    demo.clock.move(days=1)
    demo.sender().run()
    before, after = (one["scope"]["customers"] for one in demo.sent("U02"))
    assert before > 0
    assert after == 0


def test_a_schedule_of_a_customer_who_went_to_somebody_else_pauses_and_says_so(
    demo: Office,
) -> None:
    with demo.engine.connect() as connection:
        own = customers.c.owner_id == "U05"
        key, name = connection.execute(
            sa.select(customers.c.customer_id, customers.c.name).where(own).order_by(own)
        ).first() or ("", "")
    schedule_id = demo.keep(f"every day at 8 send me sales of {name} this year", "U05")
    demo.clock.move(hours=20)
    demo.sender().run()
    with writing(demo.engine) as connection:
        connection.execute(
            customers.update().where(customers.c.customer_id == key).values(owner_id="U06")
        )
    demo.clock.move(days=1)
    later = demo.sender(desk=Office(demo.engine).desk)  # it knows whose customers are whose now
    later.run()
    before, after = demo.sent("U05")
    assert before["status"] == "answered"
    assert "paused" not in [one["kind"] for one in before["notices"]]
    assert after["status"] == "not_understood"
    assert [one["kind"] for one in after["notices"]] == ["paused"]
    demo.clock.move(days=3)
    assert later.run() == 0
    assert demo.events("schedule.paused") == 1
    with demo.engine.connect() as connection:
        kept = schedules.c.schedule_id == schedule_id
        state = connection.execute(sa.select(schedules.c.state).where(kept)).scalar()
    assert state == "paused"


def test_a_locked_user_gets_nothing_until_unlocked(office: Office) -> None:
    schedule_id = office.keep(DAILY)
    act = identity.Act("", START)
    with writing(office.engine) as connection:
        identity.lock(connection, MANAGER, act)
    office.clock.move(hours=20)
    assert office.sender().run() == 0
    assert office.states() == ["refused"]
    with writing(office.engine) as connection:
        identity.unlock(connection, MANAGER, act)
    assert office.sender().run() == 0
    assert office.next_time(schedule_id) == "2026-11-22 08:00"
    office.clock.move(days=1)
    assert office.sender().run() == 1


def test_one_that_fails_is_tried_again_and_keeps_no_other_waiting(office: Office) -> None:
    office.keep(DAILY, REP)
    office.keep(DAILY, MANAGER)
    office.clock.move(hours=20)
    assert isinstance(office.desk, MeddlingDesk)
    desk, asked = office.desk, [0]

    def fail_at_first() -> None:
        asked[0] += 1
        if asked[0] == 1:
            raise RuntimeError("gone for a moment")

    desk.meddle = fail_at_first
    assert office.sender().run() == 1
    assert office.sender().run() == 0
    office.clock.move(minutes=2)
    assert office.sender().run() == 1
    assert office.states() == ["sent", "sent"]


def test_one_that_fails_always_ends_with_a_word_and_not_in_silence(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    assert isinstance(office.desk, MeddlingDesk)

    def fail() -> None:
        raise RuntimeError("never works")

    office.desk.meddle = fail
    for _ in range(5):
        office.sender().run()
        office.clock.move(minutes=2)
    (reply,) = office.sent()
    assert (reply["status"], office.states()) == ("error", ["failed"])
    assert "failed 3 times" in reply["text"]


def test_deliveries_take_part_in_the_transaction_that_keeps_the_digest(office: Office) -> None:
    office.keep(DAILY)
    office.clock.move(hours=20)
    post = Post(fails=True)
    assert office.sender(post).run() == 0
    assert (office.count_turns(), office.events("digest.sent")) == (0, 0)
    post.fails = False
    office.clock.move(minutes=2)
    assert office.sender(post).run() == 1
    assert [digest.reply.turn_id for digest in post.taken] == [office.sent()[0]["turn_id"]]


def test_one_that_is_wanted_now_comes_beside_its_times(office: Office) -> None:
    schedule_id = office.keep(DAILY)
    office.agenda().change(schedule_id, "want")
    assert office.sender().send(schedule_id) == "sent"
    assert office.sender().run() == 0
    assert office.next_time(schedule_id) == "2026-11-21 08:00"
    office.clock.move(hours=20)
    office.agenda().change(schedule_id, "want")  # at that very second, it comes by its time
    assert (office.sender().run(), office.sender().run()) == (1, 0)
    assert office.sender().run() == 0
    assert office.count_turns() >= 2


@pytest.mark.parametrize("change", ["pause", "remove"])
def test_what_is_paused_or_removed_while_it_is_made_does_not_come(
    office: Office, change: str
) -> None:
    schedule_id = office.keep(DAILY)
    office.clock.move(hours=20)
    assert isinstance(office.desk, MeddlingDesk)
    kind = "pause" if change == "pause" else "remove"
    office.desk.meddle = lambda: office.agenda().change(schedule_id, kind) and None
    assert office.sender().run() == 0
    assert office.count_turns() == 0


def test_what_was_left_out_during_a_pause_does_not_come(office: Office) -> None:
    schedule_id = office.keep(DAILY)
    office.agenda().change(schedule_id, "pause")
    office.clock.move(days=5)
    assert office.sender().run() == 0
    office.agenda().change(schedule_id, "resume")
    assert office.sender().run() == 0
    assert office.next_time(schedule_id) == "2026-11-26 08:00"


def test_what_comes_once_is_over_then(office: Office) -> None:
    office.keep("tomorrow at 8 send me sales this month")
    office.clock.move(days=9)
    assert office.sender().run() == 1
    assert office.sender().run() == 0
    assert office.agenda().listed() == []


def test_a_digest_says_its_figure_first_and_each_question_with_what_it_gave(
    demo: Office,
) -> None:
    demo.keep("每周一早上把我组的逾期和异常发给我", "U02")
    demo.clock.move(days=3)
    demo.sender().run()
    (reply,) = demo.sent("U02")
    assert reply["headline"]["label"] == "逾期"
    text = reply["text"]
    assert text.index("**我组的逾期**") < text.index("**我组的最近7天异常订单**")
    assert reply["results"][0]["title"] == "我组的逾期"
    assert reply["checked"]["figures"] == reply["checked"]["matched"] > 0


@pytest.fixture
def renewing(office: Office) -> Office:
    """An office with a contract that ends on each day of the next forty."""
    with office.engine.begin() as connection:
        connection.execute(customers.insert().values(customer_id="C1", name="Acorn", owner_id=REP))
        for day in range(40):
            row = {"contract_id": f"K{day:02}", "customer_id": "C1", "start_date": START.date()}
            end = {"end_date": START.date() + timedelta(day)}
            connection.execute(contracts.insert().values(row | end))
    return office


def ends(reply: dict[str, object]) -> set[str]:
    results: list[dict[str, list[list[str]]]] = reply["results"]  # type: ignore[assignment]
    return {cell for row in results[0]["rows"] for cell in row if str(cell).startswith("2026-")}


def test_a_reminder_leaves_out_no_day_and_tells_none_twice(renewing: Office) -> None:
    renewing.keep("remind me 7 days before any contract ends")
    told: list[str] = []
    for days in (1, 1, 3, 1):  # for two days there is no worker
        renewing.clock.move(days=days)
        assert renewing.sender().run() == 1
        told += sorted(ends(renewing.sent()[-1]) - {"2026-11-20"})
    assert len(told) == len(set(told))
    assert told == [f"2026-11-{day}" for day in range(21, 31)] + [
        f"2026-12-0{day}" for day in range(1, 4)
    ]


def test_after_a_month_of_days_another_conversation_begins(sqlite_engine: Engine) -> None:
    office = Office(sqlite_engine)
    office.staff()
    office.keep(DAILY)
    for _ in range(32):
        office.clock.move(days=1)
        assert office.sender().run() == 1
    found = office.desk.conversations(office.desk.caller(MANAGER))
    assert sorted(str(one["unread"]) for one in found) == ["1", "31"]


def test_a_person_has_a_time_zone_of_their_own(office: Office) -> None:
    schedule_id = office.keep(DAILY)
    office.agenda().set_zone("Europe/Berlin")
    assert office.next_time(schedule_id) == "2026-11-20 15:00"
    office.clock.move(hours=3)
    assert office.sender().run() == 1
    assert office.sent()[0]["digest"]["due"] == "Fri 20 Nov 2026, 08:00"
    with office.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schedules)).scalar() == 1
