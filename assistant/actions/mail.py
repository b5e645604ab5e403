"""E-mail by SMTP (RFC 5321): a message is a plain text from our address, answered to its writer.

Nothing is sent twice knowingly: up to the text itself everything can be tried again, and the moment
before it leaves is noted. What SMTP cannot promise: where the connection breaks between the text
and the server's answer, only the server knows whether it took it (RFC 5321, 4.5.3.2.6; RFC 1047).
"""

import smtplib
import socket
import ssl
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.actions.mailbox import Security
from assistant.actions.outbox import Message
from assistant.markup import visible
from assistant.outgoing import refusal_of_resolved

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Mailbox:
    """The mail server that takes our messages, and the address that they come from."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = None
    timeout_s: float = 20
    allowed: tuple[str, ...] = ()
    """Hosts that may be called whatever they are."""


@dataclass(frozen=True)
class Writer:
    """In whose name a message goes out, and where the answer goes."""

    name: str
    address: str | None


@dataclass(frozen=True)
class Mail:
    """Sends e-mails. `writer_of` says who wrote one, by the user's id; `now` has an offset."""

    mailbox: Mailbox
    writer_of: Callable[[str], Writer]
    now: Callable[[], datetime]

    def send(self, message: Message, handing_over: Callable[[], None]) -> None:
        """Sends an e-mail (`Channel.send`)."""
        try:
            writer = self.writer_of(message.user_id)
            written = letter(message, self.mailbox.sender, writer, self.now())
        except (ValueError, HeaderParseError) as error:
            raise NotEver("content") from error
        with _connected(self.mailbox) as server:
            with _before_the_text():
                _expect(server.mail(self.mailbox.sender), "sender")
                _expect(server.rcpt(message.letter.to), "recipient")
            handing_over()
            _hand_over(server, written.as_bytes(policy=SMTP))

    def trouble(self) -> str | None:
        """Gives why no e-mail could be sent now; None where the server lets us in."""
        try:
            with _connected(self.mailbox):
                return None
        except (NotNow, NotEver) as error:
            return str(error)


def letter(message: Message, sender: str, writer: Writer, now: datetime) -> EmailMessage:
    """Gives a message as an e-mail; no text of it can begin another header."""
    found = EmailMessage(policy=SMTP)
    said = message.letter
    found["From"] = Address(_plain(writer.name), addr_spec=sender)
    found["To"] = Address(_plain(said.to_name), addr_spec=said.to)
    if writer.address:
        found["Reply-To"] = Address(_plain(writer.name), addr_spec=writer.address)
    found["Subject"] = _plain(said.subject)[:LONGEST_SUBJECT]
    found["Date"] = format_datetime(now)
    found["Message-ID"] = f"<{message.message_id}@{sender.partition('@')[2]}>"
    found.set_content(said.text, charset="utf-8", cte="quoted-printable")
    return found


def _plain(text: str) -> str:
    """Gives a text that stands in a header as it is.

    What looks like an encoded word (RFC 2047) would be decoded by Python's own library, and a line
    end in it would begin a header.
    """
    return visible(text).replace("=?", "= ?")


class _Server(smtplib.SMTP):
    """A connection to where the setting leads, if that may be called; encrypted from the start."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        super().__init__(mailbox.host, mailbox.port, timeout=mailbox.timeout_s)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(place[4][0]) for place in found]
        if refusal_of_resolved(host, addresses, self._mailbox.allowed):
            raise NotNow("address")
        plain = socket.create_connection((addresses[0], port), timeout)
        if self._mailbox.security != "tls":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


@contextmanager
def _connected(mailbox: Mailbox) -> Generator[smtplib.SMTP]:
    """Gives a server that has let us in.

    Raises:
        NotNow: it cannot be reached, or does not let us in.
    """
    with _before_the_text():
        server = _Server(mailbox)
    try:
        with _before_the_text():
            _enter(server, mailbox)
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _enter(server: smtplib.SMTP, mailbox: Mailbox) -> None:
    server.ehlo_or_helo_if_needed()
    if mailbox.security == "starttls":
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if mailbox.user is not None:
        server.login(mailbox.user, mailbox.password or "")


@contextmanager
def _before_the_text() -> Generator[None]:
    """Turns what goes wrong before the text has left into the codes that say what it was."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise NotNow("login") from error
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise NotNow("encryption") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow("connection") from error


def _expect(answer: tuple[int, bytes], about: str) -> None:
    """Goes on where the server said yes.

    Raises:
        NotNow: it said "later" (4xx).
        NotEver: it said no (5xx).
    """
    code = answer[0]
    if not 200 <= code < 300:
        raise (NotEver if code >= 500 else NotNow)(f"{about} {code}")


def _hand_over(server: smtplib.SMTP, text: bytes) -> None:
    """Hands the text over.

    Raises:
        NotNow: the server said "later"; so it has not taken it.
        NotEver: it said no.
        NobodyKnows: it did not say.
    """
    try:
        answer = server.data(text)
    except smtplib.SMTPDataError as error:
        answer = (error.smtp_code, b"")
    except (smtplib.SMTPException, OSError) as error:
        raise NobodyKnows("cut_off") from error
    _expect(answer, "text")
