"""Works that kill their own process at a step that a test chooses, over and over.

Each line on standard input is `WORK STEP DATABASE_URL HOME`: a child does the work, and dies by
SIGKILL at that step. A step is a moment before or after a call into the database's driver, or
before a change of a file. Step 0 is never: the work ends.

The child says on standard output what it has done as far as others know: a reply that was given, a
word that was taught; and at its end how many steps it took. Then comes `end` and the signal.
"""

import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from assistant import audit
from assistant.audit.imported import imported
from assistant.conversation.question import Question
from assistant.desk import Desk
from assistant.jobs import Agenda, Sender
from assistant.teaching import House, Lesson
from assistant.teaching.pending import finish
from crm.database import connect, writing
from crm.importing import Summary, import_path
from crm.measures import standard
from crm.models import digests
from crm.periods.rhythm import moment_of
from crm.schema import prepare
from tests.functional.import_folder import NOW, TODAY, ZONE

QUESTIONS = ("sales this year", "what is snozzlewump", "and last year?")
CHANGES = {"os.rename", "os.remove", "os.truncate", "os.mkdir"}
"""Events of Python's audit hooks: https://docs.python.org/3/library/audit_events.html."""


class Steps:
    """Counts the steps of this process, and ends it at one of them."""

    last = 0
    taken = 0

    @classmethod
    def take(cls) -> None:
        """Takes one step."""
        cls.taken += 1
        if cls.taken == cls.last:
            os.kill(os.getpid(), signal.SIGKILL)

    @classmethod
    @contextmanager
    def around(cls) -> Generator[None]:
        """Takes a step before and one after."""
        cls.take()
        yield
        cls.take()


class CountingCursor(sqlite3.Cursor):
    """A cursor of SQLite's driver whose calls are steps."""

    def execute(self, *arguments: Any) -> Any:
        with Steps.around():
            return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        with Steps.around():
            return super().executemany(*arguments)


class CountingConnection(sqlite3.Connection):
    """A connection of SQLite's driver whose calls are steps."""

    def cursor(self, *_arguments: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        return super().cursor(CountingCursor)

    def commit(self) -> None:
        with Steps.around():
            super().commit()

    def rollback(self) -> None:
        with Steps.around():
            super().rollback()


class CountingPostgres(psycopg.Connection[Any]):
    """A connection of PostgreSQL's driver; whatever it asks the server is a step."""

    def wait(self, *arguments: Any, **named: Any) -> Any:
        with Steps.around():
            return super().wait(*arguments, **named)


@cache
def counting(url: str) -> Engine:
    """Gives an engine whose calls into the driver are steps."""
    engine = connect(url)

    def connected(_dialect: object, _entry: object, arguments: Any, named: Any) -> Any:
        if engine.dialect.name == "sqlite":
            return sqlite3.connect(*arguments, factory=CountingConnection, **named)
        return CountingPostgres.connect(*arguments, **named)

    event.listen(engine, "do_connect", connected)
    return engine


@cache
def _desk(engine: Engine) -> Desk:
    return Desk(engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)


@dataclass(frozen=True)
class Work:
    """What is done, on one database and in one home."""

    engine: Engine
    home: Path

    @property
    def desk(self) -> Desk:
        """Gives a desk that knows its words already: reading them takes longer than the rest."""
        return _desk(self.engine)

    def ask(self) -> Iterator[str]:
        """Asks some questions of one conversation; says which turns were answered."""
        desk = self.desk
        caller, conversation = desk.caller("U2"), None
        for text in QUESTIONS:
            reply = desk.ask(caller, Question(text, conversation, "en"))
            conversation = reply.conversation_id
            yield f"turn {reply.turn_id}"
            desk.dispute(caller, reply.turn_id, "figure", "")
            yield f"dispute {reply.turn_id}"

    def teach(self) -> Iterator[str]:
        """Teaches a word that was not taught before, after ending what was cut off."""
        finish(self.engine, self.home)
        with self.engine.connect() as connection:
            number = str(audit.head(connection).number)
        word = "gruble" + number.translate(str.maketrans("0123456789", "abcdefghij"))
        desk = Desk(self.engine, catalog=House(self.home), today=lambda: TODAY, now=lambda: NOW)
        desk.teach(Lesson(word, "sales"))
        yield f"word {word}"

    def load(self) -> Iterator[str]:
        """Imports the files beside the home."""

        def record(connection: Connection, summary: Summary) -> None:
            audit.record(connection, imported(connection, summary, "", NOW))

        import_path(
            self.engine,
            self.home.parent / "files",
            now=NOW,
            today=TODAY,
            timezone=ZONE,
            rejects=self.home.parent / "rejects.csv",
            record=record,
        )
        yield "import done"

    def upgrade(self) -> Iterator[str]:
        """Makes the database."""
        prepare(self.engine)
        yield "upgrade done"

    def digest(self) -> Iterator[str]:
        """Sends a digest, at its time or as soon as the claim of a dead worker is up."""
        sender = Sender(self.engine, self.desk, lambda: now, ZONE)
        agenda = Agenda(self.engine, self.desk, lambda: now, ZONE, self.desk.caller("U2"))
        now = moment_of(NOW, ZONE)
        if not agenda.listed():
            agenda.make(agenda.proposed("every day at 9 send me sales this month", None))
        with self.engine.connect() as connection:
            held = connection.execute(
                sa.select(digests.c.held_until).where(digests.c.state == "claimed")
            ).scalars()
            now = max((agenda.listed()[0].schedule.next_at or now, *held))
        sender.run()
        with self.engine.connect() as connection:
            for turn_id in connection.execute(sa.select(digests.c.turn_id)).scalars():
                yield f"turn {turn_id}"

    def seal(self) -> Iterator[str]:
        """Seals what is in the log, and notes where it ends."""
        late = NOW + timedelta(days=1)
        with writing(self.engine) as connection:
            audit.record(connection, audit.Entry(NOW, "", "token.issued"))
        with writing(self.engine) as connection:
            audit.seal(connection, late.date(), actor="", now=NOW)
        with self.engine.connect() as connection:
            audit.Heads(self.home / audit.HEADS).note(audit.head(connection), NOW)
        yield "seal done"


def main() -> None:
    """Does what the lines say, each in a child."""
    import_module("alembic.command")  # once, for all children
    for line in sys.stdin:
        name, step, url, home = line.split()
        work = Work(counting(url), Path(home))
        if name == "ask":
            work.desk.warm()
            work.engine.dispose()
        said, saying = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(said)
            Steps.last, Steps.taken = int(step), 0
            _end(_done(work, name, saying))
        os.close(saying)
        with os.fdopen(said) as told:
            sys.stdout.write(told.read())
        sys.stdout.write(f"end {-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _done(work: Work, name: str, saying: int) -> bool:
    sys.addaudithook(lambda change, _: Steps.take() if change in CHANGES else None)
    doing: Callable[[], Iterator[str]] = getattr(work, name)
    try:
        for said in doing():
            os.write(saying, f"{said}\n".encode())
    except Exception:  # noqa: BLE001  (a child of ours must not go on as its parent)
        traceback.print_exc()
        return False
    os.write(saying, f"steps {Steps.taken}\n".encode())
    return True


def _end(well: bool) -> None:
    os._exit(0 if well else 1)


if __name__ == "__main__":
    main()
