"""Exports out of a database of a test's own."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.engine import Engine

from assistant import audit
from assistant.audit import Link
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.exports import Export, Exports, Shape
from assistant.exports.wishes import Wish
from crm.measures import standard
from tests.demo import TODAY

NOW = datetime.fromisoformat("2026-11-21 14:05:09")
REP, MANAGER, FINANCE, ADMIN = "U05", "U02", "U11", "U12"


@dataclass(frozen=True)
class Exporting:
    """Takes exports of one database, as any of its users."""

    engine: Engine
    limit: int = 100_000

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)

    @cached_property
    def exports(self) -> Exports:
        return Exports(self.desk, self.engine, lambda: NOW, self.limit)

    def ask(self, user_id: str, text: str) -> Reply:
        desk = self.desk
        return desk.ask(desk.caller(user_id), Question(text))

    def begin(self, user_id: str, wish: Wish, shape: Shape | None = None) -> Export:
        return self.exports.begin(self.desk.caller(user_id), wish, shape or Shape())

    def file(self, user_id: str, wish: Wish, shape: Shape | None = None) -> bytes:
        export = self.begin(user_id, wish, shape)
        try:
            return b"".join(export.parts())
        finally:
            export.close()

    def rows(self, user_id: str, wish: Wish) -> list[list[str]]:
        """Gives the rows of a CSV, the headings first, without the column of the mark."""
        return [row[:-1] for row in read(self.file(user_id, wish))]

    def entries(self) -> Sequence[Link]:
        """Gives what the audit log holds, the oldest first."""
        with self.engine.connect() as connection:
            return audit.listed(connection, audit.Wanted())[::-1]


def read(file: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode(encoding), newline="")))
