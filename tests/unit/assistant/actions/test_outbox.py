"""What is approved leaves once, or somebody is told: retries, leases, kills, rights that went."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.actions.contents import CreateTask
from assistant.actions.outbox import BACKOFF
from assistant.actions.proposal import Proposal
from assistant.actions.refusal import ActionRefused
from assistant.actions.tasks import finish, listed
from crm.models import contacts, customers, locked_users, restores
from tests.unit.assistant.actions.house import START, House, Postman, letter


class KilledError(BaseException):
    """In the place of SIGKILL: nothing after it happens."""


def raising(error: BaseException) -> Callable[[], None]:
    def now() -> None:
        raise error

    return now


def approved(house: House) -> Proposal:
    return house.approve(house.propose(letter()))


def test_a_message_leaves_as_it_was_approved_and_once(house: House) -> None:
    one = approved(house)
    assert (house.deliver(), house.deliver()) == (1, 0)
    (sent,) = house.postman.taken
    assert (sent.letter.to, sent.letter.subject) == ("kay1@their.example", "Hello")
    assert house.state(one) == ("done", None)
    assert house.events()[-1] == "message.sent"
    with pytest.raises(ActionRefused) as error:
        house.approvals.send_again("U1", one.action_id)
    assert error.value.code == "not_failed"


def test_what_cannot_be_sent_now_is_tried_later_and_at_last_fails(house: House) -> None:
    one = approved(house)
    busy = Postman(before=raising(NotNow("connection")))
    for pause in BACKOFF:
        assert house.deliver(busy) == 1
        assert house.deliver(busy) == 0, "not before its time"
        assert house.state(one)[0] == "approved"
        house.clock.turn(seconds=pause.total_seconds())
    assert house.deliver(busy) == 1
    assert house.state(one) == ("failed", "connection")
    house.clock.turn(days=30)
    assert house.deliver() == 0
    assert house.approvals.send_again("U1", one.action_id).state == "approved"
    assert house.deliver() == 1
    assert len(house.postman.taken) == 1
    assert house.state(one) == ("done", None)


def test_what_the_server_never_takes_fails_at_once(small_house: House) -> None:
    one = approved(small_house)
    assert small_house.deliver(Postman(before=raising(NotEver("recipient 550")))) == 1
    assert small_house.state(one) == ("failed", "recipient 550")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_process_loses_nothing_and_sends_nothing_twice(house: House, moment: str) -> None:
    """Killed before the text is handed over it is sent by the next; after, nobody sends again."""
    one = approved(house)
    dies = raising(KilledError())
    dying = Postman(before=dies) if moment == "before" else Postman(after=dies)
    with pytest.raises(KilledError):
        house.deliver(dying)
    assert house.deliver() == 0, "it is still in the hand of the one that died"
    house.clock.turn(minutes=11)
    house.deliver()
    if moment == "before":
        assert [len(dying.taken), len(house.postman.taken)] == [0, 1]
        assert house.state(one) == ("done", None)
        return
    assert [len(dying.taken), len(house.postman.taken)] == [1, 0]
    assert house.state(one) == ("failed", "cut_off")
    assert house.events()[-1] == "message.unsure"
    house.approvals.send_again("U1", one.action_id)  # somebody looked, and says so
    assert house.deliver() == 1


def test_a_connection_that_breaks_during_the_text_is_told_and_not_tried_again(
    small_house: House,
) -> None:
    one = approved(small_house)
    small_house.deliver(Postman(after=raising(NobodyKnows("cut_off"))))
    small_house.clock.turn(days=1)
    assert small_house.deliver() == 0
    assert small_house.state(one) == ("failed", "cut_off")


def test_a_process_that_was_slow_does_not_send_what_another_has_by_now(house: House) -> None:
    approved(house)
    other = Postman()

    def slow() -> None:
        house.clock.turn(minutes=11)
        assert house.deliver(other) == 1

    late = Postman(before=slow)
    assert house.deliver(late) == 1
    assert [len(other.taken), len(late.taken)] == [1, 0]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("customer", customers.update().values(owner_id="U2")),
        ("recipient", contacts.update().values(email="else@their.example")),
        ("recipient", contacts.update().values(custom={"opt out": "email"})),
        ("role", locked_users.insert().values(user_id="U1", locked_at=START)),
    ],
)
def test_rights_that_went_after_the_approval_stop_the_message(
    small_house: House, code: str, change: sa.Update | sa.Insert
) -> None:
    one = approved(small_house)
    small_house.change(change)
    assert small_house.deliver() == 1
    assert small_house.postman.taken == []
    assert small_house.state(one) == ("failed", code)
    with pytest.raises(ActionRefused) as error:
        small_house.approvals.send_again("U1", one.action_id)
    assert error.value.code == code


def test_a_message_that_came_back_with_a_backup_waits_for_a_word(small_house: House) -> None:
    one = approved(small_house)
    row = {"restore_id": "r", "source": "b", "made_at": START, "finished_at": small_house.clock.now}
    small_house.change(restores.insert().values(row))
    small_house.clock.turn(minutes=1)
    small_house.deliver()
    assert small_house.postman.taken == []
    assert small_house.state(one) == ("failed", "restored")
    small_house.approvals.send_again("U1", one.action_id)
    assert small_house.deliver() == 1


def reminder() -> CreateTask:
    return CreateTask("call Kay", datetime(2026, 11, 27, 9), remind=True)  # noqa: DTZ001


def test_a_reminder_comes_when_it_is_due_to_its_owner_alone(house: House) -> None:
    one = house.approve(house.propose(reminder()))
    assert house.deliver() == 0
    house.clock.turn(days=5, hours=21)
    assert house.deliver() == 1
    (sent,) = house.postman.taken
    assert (sent.letter.to, sent.letter.subject) == ("ida@ours.example", "call Kay")
    assert house.state(one) == ("done", None)


def test_no_reminder_comes_of_what_is_done(house: House) -> None:
    one = house.approve(house.propose(reminder()))
    with house.engine.connect() as connection:
        (task,) = listed(connection, "U1")
        assert listed(connection, "U2") == []
    with pytest.raises(ActionRefused):
        finish(house.engine, "U2", task.task_id, house.clock.now)
    for _ in range(2):
        finish(house.engine, "U1", task.task_id, house.clock.now)
    house.clock.turn(days=7)
    assert house.deliver() == 0
    assert house.events().count("task.done") == 1
    assert task.task_id == one.action_id
