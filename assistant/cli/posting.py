"""What carries messages out, as the settings say: the mail server, and the loop that uses it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from assistant.actions.approvals import Approvals
    from assistant.actions.delivery import Post
    from assistant.actions.mail import Mail, Mailbox, Writer
    from assistant.desk import Desk
    from assistant.settings import Settings


def mailbox(chosen: "Settings") -> "Mailbox | None":
    """Gives the mail server; None where none is set."""
    from assistant.actions.mail import Mailbox
    from assistant.actions.mailbox import PORTS

    if chosen.smtp_host is None or chosen.smtp_from is None:
        return None
    password = chosen.smtp_password
    return Mailbox(
        chosen.smtp_host,
        chosen.smtp_port or PORTS[chosen.smtp_security],
        chosen.smtp_security,
        chosen.smtp_from,
        chosen.smtp_user,
        None if password is None else password.get_secret_value(),
        chosen.smtp_seconds,
        chosen.allowed_hosts,
    )


def sends(chosen: "Settings", *, demo: bool = False) -> frozenset[str]:
    """Gives the channels that messages can leave by; the demo's "leave" for a folder."""
    return frozenset({"email"} if demo or chosen.smtp_host is not None else ())


def approvals(chosen: "Settings", engine: "Engine", desk: "Desk") -> "Approvals":
    """Gives the door to having things done."""
    from assistant.actions.approvals import Approvals
    from assistant.conversation.posting import checker

    clock, still_so = chosen.clock(), checker(desk.circumstances)
    return Approvals(engine, clock.now, clock.today, sends(chosen), still_so)


def post(chosen: "Settings", engine: "Engine") -> "Post":
    """Gives where messages are taken from and what carries them; no channel where none is set."""
    from assistant.actions.delivery import Post

    found = mail(chosen, engine)
    return Post(engine, {} if found is None else {"email": found}, chosen.clock().now)


def mail(chosen: "Settings", engine: "Engine | None") -> "Mail | None":
    """Gives what sends e-mails; None where no mail server is set."""
    from assistant.actions.mail import Mail

    box = mailbox(chosen)
    return None if box is None else Mail(box, _writers(engine), _clock(chosen))


def _writers(engine: "Engine | None") -> "Callable[[str], Writer]":
    """Gives what says who a user is, for those whom an e-mail comes from."""
    from assistant.actions.mail import Writer
    from assistant.actions.rights import as_now
    from crm.contacts import address_of_user

    def writer_of(user_id: str) -> Writer:
        if engine is None:
            return Writer("", None)
        with engine.connect() as connection:
            caller = as_now(connection, user_id)
            if caller is None:
                return Writer("", None)
            return Writer(caller.name, address_of_user(connection, caller))

    return writer_of


def _clock(chosen: "Settings") -> "Callable[[], datetime]":
    clock = chosen.clock()
    return lambda: clock.now().replace(tzinfo=chosen.timezone)


@contextmanager
def delivering(chosen: "Settings", engine: "Engine", *, demo: bool = False) -> Generator[None]:
    """Sends what is due until the block ends, where there is something to send it with.

    The demo writes to nobody, whatever is set: its e-mails become files in its home.
    """
    found = post(chosen, engine)
    if demo:
        from assistant.actions.folder import Folder

        folder = Folder(chosen.home / "outbox", _writers(engine), _clock(chosen))
        found = replace(found, channels={"email": folder})
    if not found.channels:
        yield
        return
    from assistant.actions import delivery

    with delivery.delivering(found):
        yield
