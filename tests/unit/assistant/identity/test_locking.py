"""Locked users: by no way in, at once, whatever is imported; nothing else changes."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import audit, tokens
from assistant.identity import (
    Account,
    Act,
    Service,
    Wanted,
    add_service,
    bind,
    bound,
    caller_of,
    issue,
    lock,
    locked,
    make_code,
    unlock,
)
from crm.access import UnknownCallerError, caller_named, count_customers
from crm.database import writing
from crm.models import binding_codes, customers, users

NOW = datetime.fromisoformat("2026-11-21 09:30")
ACT = Act("boss", NOW)
CHAT = Account("slack", "U1", "T1")


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    """A lead with one rep, who has a token, a chat account, a code, and eyes lent to a machine."""
    people = [
        {"user_id": "lead", "name": "Lead", "role": "manager", "manager_id": None},
        {"user_id": "rep", "name": "Rep", "role": "rep", "manager_id": "lead"},
    ]
    with writing(engine) as connection:
        connection.execute(sa.insert(users), people)
        connection.execute(
            sa.insert(customers).values(customer_id="c1", name="One", owner_id="rep")
        )
        issue(connection, Wanted("rep"), ACT)
        bind(connection, CHAT, "rep", ACT)
        make_code(connection, "rep", ACT)
        add_service(connection, Service("screen", "a screen", NOW, sees_as="rep"), ACT)
    return engine


def may_ask(engine: Engine, user_id: str) -> bool:
    with engine.connect() as connection:
        try:
            caller_named(connection, user_id)
        except UnknownCallerError:
            return False
    return True


def test_a_locked_user_gets_in_by_no_way_and_nor_does_who_has_those_eyes(staffed: Engine) -> None:
    with writing(staffed) as connection:
        gone = lock(connection, "rep", ACT)
    assert (gone.tokens, gone.accounts) == (1, 1)
    assert not may_ask(staffed, "rep")
    assert not may_ask(staffed, "service:screen")
    with staffed.connect() as connection:
        assert tokens.listed(connection, now=NOW, user_id="rep") == ()
        assert bound(connection, "rep") == ()
        assert caller_of(connection, CHAT) is None
        assert connection.execute(sa.select(binding_codes)).first() is None
        assert [(one.user_id, one.locked_at) for one in locked(connection)] == [("rep", NOW)]


def test_a_locked_user_gets_no_new_token_account_or_code(staffed: Engine) -> None:
    with writing(staffed) as connection:
        lock(connection, "rep", ACT)
    with pytest.raises(UnknownCallerError), writing(staffed) as connection:
        issue(connection, Wanted("rep"), ACT)
    with pytest.raises(UnknownCallerError), writing(staffed) as connection:
        bind(connection, CHAT, "rep", ACT)
    with pytest.raises(UnknownCallerError), writing(staffed) as connection:
        make_code(connection, "rep", ACT)


def test_the_customers_of_a_locked_user_are_seen_as_before(staffed: Engine) -> None:
    with writing(staffed) as connection:
        lock(connection, "rep", ACT)
        assert count_customers(connection, caller_named(connection, "lead")) == 1


def test_whoever_is_unlocked_asks_again_without_what_was_taken_away(staffed: Engine) -> None:
    with writing(staffed) as connection:
        lock(connection, "rep", ACT)
        lock(connection, "rep", ACT)
        assert unlock(connection, "rep", ACT)
        assert not unlock(connection, "rep", ACT)
    assert may_ask(staffed, "rep")
    assert may_ask(staffed, "service:screen")
    with staffed.connect() as connection:
        assert tokens.listed(connection, now=NOW, user_id="rep") == ()


def test_locking_is_on_record_and_only_for_users_that_there_are(staffed: Engine) -> None:
    with pytest.raises(UnknownCallerError), writing(staffed) as connection:
        lock(connection, "nobody", ACT)
    with writing(staffed) as connection:
        lock(connection, "rep", ACT)
        unlock(connection, "rep", ACT)
    with staffed.connect() as connection:
        links = audit.listed(connection, audit.Wanted(limit=2))
    assert [(link.actor, link.event, link.subject) for link in links] == [
        ("boss", "user.unlocked", "rep"),
        ("boss", "user.locked", "rep"),
    ]
