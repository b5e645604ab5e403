"""A mail server on loopback that takes messages, refuses them, or goes silent, as a test says."""

import ssl
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import ClassVar

SILENT = ""
"""In place of an answer: the server says nothing, and hangs up when it is told to stop."""


@dataclass
class MailServer:
    """What the server took, and what it answers instead of the usual."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list[tuple[str, EmailMessage]])
    """Envelope recipient and message."""
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    """By the verb of a command, or `TEXT` for the end of a message."""
    certificate: Path | None = None
    """With one, STARTTLS is offered."""
    hangs_up_after_text: bool = False
    heard: list[str] = field(default_factory=list[str])


USUAL = {
    "HELO": "250 here",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "TEXT": "250 taken",
    "RSET": "250 ok",
    "AUTH": "235 ok",
    "QUIT": "221 bye",
}


class Talk(StreamRequestHandler):
    """One connection of a client."""

    state: ClassVar[MailServer]
    ending: ClassVar[threading.Event]
    to = ""

    def handle(self) -> None:
        with suppress(OSError):
            self.say("220 here")
            while line := self.rfile.readline(2000).decode().strip():
                verb = line.split()[0].upper()
                self.state.heard.append(verb)
                if verb == "RCPT":
                    self.to = line.partition("<")[2].partition(">")[0]
                if not self.answered(verb):
                    return

    def answered(self, verb: str) -> bool:
        """Answers a command; False where the talk is over."""
        if verb == "EHLO" and verb not in self.state.answers:
            offered = ["STARTTLS"] if self.state.certificate else []
            for text in ["here", *offered]:
                self.say(f"250-{text}")
            self.say("250 AUTH PLAIN")
            return True
        if verb == "STARTTLS" and self.state.certificate:
            return self.encrypt(self.state.certificate)
        answer = self.state.answers.get(verb, USUAL.get(verb, "502 what"))
        if not self.say(answer):
            return False
        return self.text() if answer.startswith("354") else verb != "QUIT"

    def text(self) -> bool:
        """Takes a message in."""
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.state.hangs_up_after_text:
            return False
        answer = self.state.answers.get("TEXT", USUAL["TEXT"])
        if answer.startswith("250"):
            found = message_from_bytes(b"".join(lines), policy=policy.default)
            self.state.taken.append((self.to, found))
        return self.say(answer)

    def encrypt(self, certificate: Path) -> bool:
        self.say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        return True

    def say(self, line: str) -> bool:
        """Says something; False where it is to be silent, once it may hang up."""
        if line == SILENT:
            self.ending.wait(60)
            return False
        self.connection.sendall(f"{line}\r\n".encode())
        return True


@contextmanager
def mail_server() -> Generator[MailServer]:
    """Gives a running server, which ends with the block."""
    state, ending = MailServer(), threading.Event()
    talk = type("Talk", (Talk,), {"state": state, "ending": ending})
    server = ThreadingTCPServer(("127.0.0.1", 0), talk)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        ending.set()
        server.shutdown()
        thread.join()
        server.server_close()
