"""Kills processes at work, and looks afterwards whether anything that others know of is gone."""

import os
import signal
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.audit import HEADS, Heads, Sound, verify
from assistant.teaching.pending import finish
from crm.database import reading
from crm.models import audit_log, conversations, disputes, import_runs, orders, turns

CHECKOUT = Path(__file__).parents[2]
Said = Sequence[tuple[str, str]]
"""What a process said that it has done: the kind and the id."""


@dataclass(frozen=True)
class Killer:
    """Has works done by processes that die at a step."""

    process: "subprocess.Popen[str]"

    def do(self, work: str, step: int, engine: Engine, home: Path) -> tuple[Said, int]:
        """Gives what a work said before it was killed at a step, and the signal (0: it ended)."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        self.process.stdin.write(f"{work} {step} {url} {home}\n")
        self.process.stdin.flush()
        said: list[tuple[str, str]] = []
        for line in self.process.stdout:
            kind, _, what = line.strip().partition(" ")
            if kind == "end":
                assert int(what) in {0, signal.SIGKILL}, f"{work} failed by itself"
                return said, int(what)
            said.append((kind, what))
        raise AssertionError(f"the process ended at {work}")

    def steps_of(self, work: str, engine: Engine, home: Path) -> tuple[Said, int]:
        """Gives what a work says that nobody kills, and how many steps it takes."""
        said, _ = self.do(work, 0, engine, home)
        return said[:-1], int(said[-1][1])


@contextmanager
def killer() -> Generator[Killer]:
    """Gives one, which ends with the block."""
    script = Path(__file__).with_name("killed_process.py")
    with subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass
class Witness:
    """Knows what was acknowledged, and looks whether it is there and nothing is half-done."""

    engine: Engine
    home: Path
    known: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list[str]))

    def hear(self, said: Said) -> None:
        """Takes in what somebody was told."""
        for kind, what in said:
            self.known[kind].append(what)

    def lost(self) -> int:
        """Gives how many acknowledged things are not there; fails where one is half-done."""
        finish(self.engine, self.home)  # as every command and every start does
        with reading(self.engine) as connection:
            self._look_at_the_log(connection)
            kept = {
                "turn": self._turns(connection),
                "dispute": _column(connection, disputes.c.turn_id),
            }
            missing = [set(self.known[kind]) - set(there) for kind, there in kept.items()]
            runs = _count_imports(connection)
            words = self._words(connection)
        return (
            sum(map(len, missing))
            + len(set(self.known["word"]) - words)
            + max(0, len(self.known["import"]) - runs)
        )

    def _look_at_the_log(self, connection: Connection) -> None:
        noted = Heads(self.home / HEADS).noted()
        assert isinstance(verify(connection, noted), Sound)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"

    def _turns(self, connection: Connection) -> Sequence[str]:
        """Gives the turns: each in a conversation, numbered without gaps, once in the log."""
        rows = connection.execute(sa.select(turns).order_by(turns.c.number)).all()
        numbers: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            numbers[row.conversation_id].append(row.number)
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
        assert set(numbers) == set(_column(connection, conversations.c.conversation_id))
        kept = [row.turn_id for row in rows]
        assert sorted(kept) == sorted(_subjects(connection, "question.asked"))
        return kept

    def _words(self, connection: Connection) -> set[str]:
        """Gives the words that were taught: as many as the log says, and no text left lying."""
        file = self.home / "words.toml"
        told: Mapping[str, Mapping[str, str]] = (
            tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        )
        words = {word for section in told.values() for word in section}
        assert len(words) == len(_subjects(connection, "word.taught"))
        assert list(self.home.glob(".*")) == []
        return words


def _count_imports(connection: Connection) -> int:
    """Gives how many imports were run: each is in the log, and its rows are all there."""
    runs = _column(connection, import_runs.c.run_id)
    assert sorted(map(str, runs)) == sorted(_subjects(connection, "import.run"))
    assert len(_column(connection, orders.c.order_id)) == (2 if runs else 0)
    return len(runs)


def _column(connection: Connection, column: sa.Column[str]) -> Sequence[str]:
    return connection.execute(sa.select(column)).scalars().all()


def _subjects(connection: Connection, name: str) -> Sequence[str]:
    statement = sa.select(audit_log.c.subject).where(audit_log.c.event == name)
    return connection.execute(statement).scalars().all()
