"""E-mails, by a real conversation with a server: taken, refused, silent, cut off, unencrypted."""

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.engine import Engine

from assistant.actions.contents import SendMessage
from assistant.actions.mail import Mail, Mailbox, Writer
from assistant.actions.proposal import Proposal
from tests.functional.mail_server import SILENT, MailServer, mail_server
from tests.unit.assistant.actions.house import House, furnished, letter

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Generator[MailServer]:
    with mail_server() as found:
        yield found


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    return furnished(sqlite_engine)


def mail(server: MailServer, **other: Any) -> Mail:
    box = Mailbox("127.0.0.1", server.port, "none", "sales@ours.example", timeout_s=0.3)
    return Mail(
        replace(box, **other),
        lambda _: Writer("蒋予墨", "ida@ours.example"),
        lambda: NOW,
    )


def approved(house: House, content: SendMessage | None = None) -> Proposal:
    return house.approve(house.propose(content or letter()))


def test_what_was_approved_arrives_letter_by_letter(server: MailServer, house: House) -> None:
    text = "尊敬的 Kay：\n.\n..两个点\nFrom here on, " + "long " * 300 + "\n祝好"
    one = approved(house, letter(subject="货款提醒 ¥9,246.25", text=text))
    assert house.deliver(mail(server, user="u", password="p")) == 1
    ((to, found),) = server.taken
    assert to == "kay1@their.example"
    assert found["Subject"] == "货款提醒 ¥9,246.25"
    assert found["To"] == "Kay 1 <kay1@their.example>"
    assert found["From"] == "蒋予墨 <sales@ours.example>"
    assert found["Reply-To"] == "蒋予墨 <ida@ours.example>"
    assert found["Message-ID"] == f"<{one.action_id}@ours.example>"
    assert found.get_content().replace("\r\n", "\n").strip() == text
    assert house.state(one) == ("done", None)


ANSWERS = [
    ({"RCPT": "550 nobody here"}, "failed", "recipient 550"),
    ({"RCPT": "451 later"}, "approved", None),
    ({"MAIL": "553 not you"}, "failed", "sender 553"),
    ({"DATA": "554 no"}, "failed", "text 554"),
    ({"TEXT": "554 spam"}, "failed", "text 554"),
    ({"TEXT": "452 full"}, "approved", None),
    ({"AUTH": "535 wrong"}, "approved", None),
    ({"EHLO": SILENT}, "approved", None),
    ({"RCPT": SILENT}, "approved", None),
    ({"DATA": SILENT}, "failed", "cut_off"),
    ({"TEXT": SILENT}, "failed", "cut_off"),
]


@pytest.mark.parametrize(("answers", "state", "note"), ANSWERS)
def test_whatever_a_server_answers_the_message_ends_one_way(
    server: MailServer, house: House, answers: dict[str, str], state: str, note: str | None
) -> None:
    one = approved(house)
    server.answers = answers
    post = mail(server, user="u", password="p")
    assert house.deliver(post) == 1
    assert house.state(one) == (state, note)
    assert server.taken == []
    server.answers = {}
    house.clock.turn(days=1)
    assert house.deliver(post) == (1 if state == "approved" else 0)
    assert len(server.taken) == (1 if state == "approved" else 0)


def test_a_server_that_hangs_up_after_the_text_may_have_taken_it(
    server: MailServer, house: House
) -> None:
    one = approved(house)
    server.hangs_up_after_text = True
    house.deliver(mail(server))
    house.clock.turn(days=1)
    assert house.deliver(mail(server)) == 0
    assert house.state(one) == ("failed", "cut_off")


def test_a_server_that_is_not_there_is_tried_again(server: MailServer, house: House) -> None:
    one = approved(house)
    assert house.deliver(mail(server, port=1)) == 1
    assert house.state(one)[0] == "approved"
    house.clock.turn(minutes=2)
    assert house.deliver(mail(server)) == 1
    assert len(server.taken) == 1


def self_signed(path: Path) -> Path:
    """Writes a certificate that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=900))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(secret + signed)
    return path


@pytest.mark.parametrize("offered", [False, True])
def test_nothing_leaves_unencrypted_where_encryption_is_wanted(
    server: MailServer, house: House, tmp_path: Path, *, offered: bool
) -> None:
    server.certificate = self_signed(tmp_path / "own.pem") if offered else None
    approved(house)
    post = mail(server, security="starttls", user="u", password="p")
    house.deliver(post)
    assert post.trouble() == "encryption"
    assert not {"MAIL", "AUTH", "DATA"} & set(server.heard)


def test_an_address_that_only_this_machines_network_answers_is_not_called(
    server: MailServer, house: House
) -> None:
    approved(house)
    post = mail(server, host="169.254.169.254")
    house.deliver(post)
    assert post.trouble() == "address"
    assert server.heard == []


HOSTILE = [
    letter(subject="Hi\r\nBcc: evil@else.example"),
    letter(subject="Hi\nX: y", to_name='Kay" <evil@else.example>, "'),
    letter(to_name="Kay\r\nBcc: evil@else.example"),
    letter(text="Hi\r\n.\r\nMAIL FROM:<x@else.example>\r\nRCPT TO:<evil@else.example>"),
    letter(subject="=?utf-8?q?=0ABcc=3A_evil=40else=2Eexample?="),
]


@pytest.mark.parametrize("content", HOSTILE)
def test_no_text_gets_out_of_its_place(
    server: MailServer, house: House, content: SendMessage
) -> None:
    """It was kept by nobody's hand: edits and drafts refuse such texts before."""
    approved(house, content)
    assert house.deliver(mail(server)) == 1
    for to, found in server.taken:
        assert to == "kay1@their.example"
        assert [str(one.addr_spec) for one in found["To"].addresses] == ["kay1@their.example"]
        names = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID"}
        plain = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
        assert set(found.keys()) == names | plain
    assert server.heard.count("MAIL") == server.heard.count("RCPT") == 1
