"""A mailbox of the demo: e-mails become files in a folder, and nobody is written to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.actions.mail import Writer, letter
from assistant.actions.outbox import Message

SENDER = "demo@wendan.example"


@dataclass(frozen=True)
class Folder:
    """Writes each e-mail as a file `ID.eml`, which mail programs open."""

    path: Path
    writer_of: Callable[[str], Writer]
    now: Callable[[], datetime]

    def send(self, message: Message, handing_over: Callable[[], None]) -> None:
        """Writes the file (`Channel.send`)."""
        written = letter(message, SENDER, self.writer_of(message.user_id), self.now())
        self.path.mkdir(parents=True, exist_ok=True)
        handing_over()
        (self.path / f"{message.message_id}.eml").write_bytes(bytes(written))
