"""Digests by e-mail: said, confirmed, and taken by a real mail server, once."""

from collections.abc import Generator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.actions.delivery import Post, deliver_due
from assistant.actions.mail import Mail, Mailbox, Writer
from assistant.desk import Desk
from assistant.jobs import ByMail, NotSchedulable, Worker
from crm.models import locked_users, outbox, users
from tests.functional.mail_server import MailServer, mail_server
from tests.unit.assistant.jobs.digesting import MANAGER, Office

TEXT = "every day at 8 email me orders yesterday"
ADDRESS = "ida@ours.example"


class MailingDesk(Desk):
    """A desk of a house that has a mail server."""

    def __init__(self, *args: object, **others: object) -> None:
        super().__init__(*args, sends={"email"}, **others)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Generator[MailServer]:
    with mail_server() as found:
        yield found


@pytest.fixture
def office(sqlite_engine: Engine) -> Office:
    found = Office(sqlite_engine, MailingDesk)
    found.staff()
    address(found, ADDRESS)
    return found


def address(office: Office, value: str | None) -> None:
    with office.engine.begin() as connection:
        own = users.c.user_id == MANAGER
        connection.execute(users.update().where(own).values(email=value))


def post(office: Office, server: MailServer) -> Post:
    box = Mailbox("127.0.0.1", server.port, "none", "sales@ours.example", timeout_s=5)
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
    mail = Mail(box, lambda _: Writer("Ida", ADDRESS), lambda: moment)
    return Post(office.engine, {"email": mail}, office.clock.now)


def test_a_digest_comes_by_e_mail_and_stays_on_the_page(office: Office, server: MailServer) -> None:
    office.keep(TEXT)
    office.clock.move(days=1)
    sender = office.sender(ByMail(office.clock.now))
    assert Worker([sender, post(office, server)]).once() == 2
    ((to, found),) = server.taken
    assert to == ADDRESS
    assert found["Subject"] == "Every day at 08:00: orders yesterday (also by e-mail)"
    (reply,) = office.sent()
    assert found["Message-ID"] == f"<{reply['turn_id']}@ours.example>"
    body = found.get_content()
    assert "No orders" in body or "0 orders" in body
    assert "scope: " in body
    assert office.sender(ByMail(office.clock.now)).run() == 0
    assert deliver_due(post(office, server)) == 0


@pytest.mark.parametrize("text", ["every day at 8 send me orders", "每天8点把订单数发给我"])
def test_nothing_is_mailed_to_those_who_did_not_ask_for_it(office: Office, text: str) -> None:
    office.keep(text)
    office.clock.move(days=1)
    assert office.sender(ByMail(office.clock.now)).run() == 1
    assert queued(office) == 0


def test_without_an_address_by_then_it_comes_on_the_page_alone(office: Office) -> None:
    office.keep(TEXT)
    address(office, None)
    office.clock.move(days=1)
    assert office.sender(ByMail(office.clock.now)).run() == 1
    assert queued(office) == 0
    assert len(office.sent()) == 1


def test_a_digest_in_the_queue_of_somebody_who_was_locked_never_leaves(
    office: Office, server: MailServer
) -> None:
    office.keep(TEXT)
    office.clock.move(days=1)
    office.sender(ByMail(office.clock.now)).run()
    with office.engine.begin() as connection:
        row = {"user_id": MANAGER, "locked_at": office.clock.now()}
        connection.execute(locked_users.insert().values(row))
    assert deliver_due(post(office, server)) == 1
    assert server.taken == []


def test_what_could_not_be_mailed_is_refused_when_it_is_said(office: Office) -> None:
    address(office, None)
    with pytest.raises(NotSchedulable, match="no e-mail address of yours"):
        office.keep(TEXT)
    plain = Office(office.engine)
    with pytest.raises(NotSchedulable, match="No mail server"):
        plain.keep(TEXT)
    assert plain.keep("every day at 8 send me orders yesterday")


def queued(office: Office) -> int:
    with office.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one()
