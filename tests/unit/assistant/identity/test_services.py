"""Service accounts: what they see, how they get in, and that nobody else gets in as one."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import audit, tokens
from assistant.identity import (
    Act,
    Service,
    ServiceError,
    Wanted,
    add_service,
    issue,
    remove_service,
    revoke,
    revoke_all,
    services,
)
from crm.access import Caller, UnknownCallerError, caller_named, count_customers
from crm.database import writing
from crm.models import customers, users

NOW = datetime.fromisoformat("2026-11-21 09:30")
ACT = Act("boss", NOW)
REPORT = Service("report", "the nightly report", NOW, role="finance")
EYES = Service("eyes", "a screen in the hall", NOW, sees_as="lead")


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    """A company of a lead with one rep, and two customers."""
    people = [
        {"user_id": "boss", "name": "Boss", "role": "admin", "manager_id": None},
        {"user_id": "lead", "name": "Lead", "role": "manager", "manager_id": "boss"},
        {"user_id": "rep", "name": "Rep", "role": "rep", "manager_id": "lead"},
    ]
    owned = [
        {"customer_id": "c1", "name": "One", "owner_id": "rep"},
        {"customer_id": "c2", "name": "Two", "owner_id": None},
    ]
    with writing(engine) as connection:
        connection.execute(sa.insert(users), people)
        connection.execute(sa.insert(customers), owned)
    return engine


def added(engine: Engine, *wanted: Service) -> None:
    with writing(engine) as connection:
        for one in wanted:
            add_service(connection, one, ACT)


def caller(engine: Engine, user_id: str) -> Caller:
    with engine.connect() as connection:
        return caller_named(connection, user_id)


def events(engine: Engine) -> list[tuple[str, str, str | None]]:
    with engine.connect() as connection:
        links = audit.listed(connection, audit.Wanted())
    return [(link.actor, link.event, link.subject) for link in reversed(links)]


def test_an_account_sees_what_its_role_or_its_user_sees_now(staffed: Engine) -> None:
    added(staffed, REPORT, EYES)
    found = [caller(staffed, one.account_id) for one in (REPORT, EYES)]
    assert [(one.role, one.is_machine) for one in found] == [("finance", True), ("manager", True)]
    with staffed.connect() as connection:
        assert [count_customers(connection, one) for one in found] == [2, 1]
    with writing(staffed) as connection:
        connection.execute(users.update().where(users.c.user_id == "lead").values(role="rep"))
    assert caller(staffed, "service:eyes").owners == {"lead"}
    with writing(staffed) as connection:
        connection.execute(users.delete().where(users.c.user_id == "lead"))
    with pytest.raises(UnknownCallerError):
        caller(staffed, "service:eyes")


def test_a_machine_only_asks_unless_more_was_said(staffed: Engine) -> None:
    added(staffed, REPORT)
    with writing(staffed) as connection:
        issue(connection, Wanted("service:report"), ACT)
        issue(connection, Wanted("service:report", scopes=["export", "ask"]), ACT)
        issue(connection, Wanted("rep"), ACT)
        held = {(one.user_id, one.in_order) for one in tokens.listed(connection, now=NOW)}
    assert held == {
        ("service:report", ("ask",)),
        ("service:report", ("ask", "export")),
        ("rep", tokens.SCOPES),
    }


def test_removing_an_account_takes_its_tokens_along(staffed: Engine) -> None:
    added(staffed, REPORT)
    with writing(staffed) as connection:
        issue(connection, Wanted("service:report"), ACT)
        issue(connection, Wanted("rep"), ACT)
        assert remove_service(connection, "report", ACT) == 1
        assert remove_service(connection, "report", ACT) is None
        assert [one.user_id for one in tokens.listed(connection, now=NOW)] == ["rep"]
        assert services(connection) == ()
    with pytest.raises(UnknownCallerError):
        caller(staffed, "service:report")


def test_a_user_with_an_id_like_an_accounts_stands_for_nobody(staffed: Engine) -> None:
    with writing(staffed) as connection:
        row = {"user_id": "service:report", "name": "Trick", "role": "admin"}
        connection.execute(sa.insert(users).values(row))
    with pytest.raises(UnknownCallerError):
        caller(staffed, "service:report")


UNSOUND = [
    Service("Report", "", NOW, role="finance"),
    Service("", "", NOW, role="finance"),
    Service("a:b", "", NOW, role="finance"),
    Service("a" * 64, "", NOW, role="finance"),
    Service("report", "", NOW),
    Service("report", "", NOW, role="finance", sees_as="rep"),
    Service("report", "", NOW, role="rep"),
    Service("report", "", NOW, role="manager"),
    Service("report", "", NOW, sees_as="service:eyes"),
]


def test_an_account_that_would_be_unsound_is_not_made(staffed: Engine) -> None:
    added(staffed, EYES)
    for wrong in UNSOUND:
        with pytest.raises(ServiceError):
            added(staffed, wrong)
    with staffed.connect() as connection:
        assert services(connection) == (EYES,)


def test_an_account_is_made_once_and_with_eyes_that_there_are(staffed: Engine) -> None:
    added(staffed, EYES)
    with pytest.raises(ServiceError, match="already"):
        added(staffed, EYES)
    with pytest.raises(UnknownCallerError):
        added(staffed, Service("other", "", NOW, sees_as="nobody"))


def test_whatever_changes_who_gets_in_is_on_record(staffed: Engine) -> None:
    added(staffed, REPORT)
    with writing(staffed) as connection:
        token = issue(connection, Wanted("service:report", label="Ada's laptop"), ACT)
        for _ in range(2):  # the second time there is none left
            revoke(connection, tokens.id_of(token), ACT)
        issue(connection, Wanted("rep"), ACT)
        for _ in range(2):
            revoke_all(connection, "rep", ACT)
            revoke_all(connection, None, ACT)
        remove_service(connection, "report", ACT)
    assert events(staffed) == [
        ("boss", "service.added", "service:report"),
        ("boss", "token.issued", "service:report"),
        ("boss", "token.revoked", "service:report"),
        ("boss", "token.issued", "rep"),
        ("boss", "token.revoked", "rep"),
        ("boss", "service.removed", "service:report"),
    ]
    with staffed.connect() as connection:
        told = str([link.detail for link in audit.listed(connection, audit.Wanted())])
    assert token not in told
    assert tokens.id_of(token) in told
    assert "Ada" not in told
