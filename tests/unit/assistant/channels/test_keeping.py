"""Messages that come at the same time are kept together, and each waits for its own commit."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from assistant.channels.contract import Incoming
from assistant.channels.keeping import Keeping
from assistant.identity import Account
from crm.models import chat_lanes, chat_messages
from tests.unit.assistant.channels.corner import DIRECT, ChatOffice

MANY = 12


def message(number: int) -> Incoming:
    return Incoming(Account("slack", f"A{number}", "T1"), f"m{number}", DIRECT, "sales", number)


class HeldClock:
    """A clock that stands still in the first commit until it is told to go on."""

    def __init__(self, office: ChatOffice) -> None:
        self._office = office
        self.asked, self.may_go = threading.Event(), threading.Event()

    def utc(self) -> datetime:
        self.asked.set()
        assert self.may_go.wait(20)
        return self._office.clock.utc()


def commits(engine: Engine) -> list[int]:
    """Gives a list that grows by one at each commit."""
    found: list[int] = []

    def count(_: Connection) -> None:
        found.append(1)

    event.listen(engine, "commit", count)
    return found


def test_those_who_come_while_another_commits_share_the_next_commit(engine: Engine) -> None:
    office = ChatOffice(engine)
    clock, counted = HeldClock(office), commits(engine)
    keeping = Keeping(engine, clock.utc)
    with ThreadPoolExecutor(MANY) as pool:
        first = pool.submit(keeping.keep, [message(0)])
        assert clock.asked.wait(20)
        others = [pool.submit(keeping.keep, [message(n)]) for n in range(1, MANY)]
        while keeping.waiting < MANY - 1:
            assert not first.done()
        clock.may_go.set()
        for one in (first, *others):
            one.result(20)
    assert len(office.rows(chat_messages)) == MANY
    assert len(counted) == 2


def test_one_that_cannot_be_kept_harms_no_other(engine: Engine) -> None:
    office = ChatOffice(engine)
    clock = HeldClock(office)
    keeping = Keeping(engine, clock.utc)
    bad = replace(message(1), sent_us=10**30)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(keeping.keep, [message(0)])
        assert clock.asked.wait(20)
        broken, good = pool.submit(keeping.keep, [bad]), pool.submit(keeping.keep, [message(2)])
        while keeping.waiting < 2:
            assert not first.done()
        clock.may_go.set()
        first.result(20)
        good.result(20)
        with pytest.raises((SQLAlchemyError, OverflowError)):
            broken.result(20)
    assert sorted(row["incoming"]["message_id"] for row in office.rows(chat_messages)) == [
        "m0",
        "m2",
    ]


def test_what_comes_twice_at_once_is_kept_once(engine: Engine) -> None:
    office = ChatOffice(engine)
    keeping = Keeping(engine, office.clock.utc)
    beside = replace(message(2), account=message(1).account)  # in the same conversation
    keeping.keep([message(1), beside, message(1)])
    keeping.keep([message(1)])
    keeping.keep([])
    assert sorted(row["sent_us"] for row in office.rows(chat_messages)) == [1, 2]
    assert len(office.rows(chat_lanes)) == 1
