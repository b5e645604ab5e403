"""Where the random companies are asked: a database, the tools over it, and a desk."""

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache, cached_property
from typing import Any, cast

import sqlalchemy as sa
from pydantic_core import to_jsonable_python
from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.conversation.reply import Choice, Reply
from assistant.desk import ConversationNotFound, Desk
from crm.access import Caller, View, caller_named, operator
from crm.customs import custom_dimensions
from crm.database import connect, writing
from crm.measures import load
from crm.models import CANONICAL, custom_fields, metadata, orders, table_state
from crm.query.fields import Reader
from crm.query.metric import Database
from crm.query.spec import MetricQuery, QueryError, RecordQuery
from tests.security.accounts import BASE, TODAY
from tests.security.companies import NOW, Company
from tests.security.questions import CHOICE
from tools.base import Evidence, ToolContext
from tools.metrics import query_metrics
from tools.records import list_records

Query = MetricQuery | RecordQuery
Answer = Evidence | str
"""What a query gives, or the text of its error."""
DIFFERS = {"conversation_id", "turn_id", "timings_ms"}
"""What no two replies share: random ids, and the time that it took."""
NO_CONVERSATION = "no such conversation"


class Office:
    """Asks one company, in a database that holds nothing else."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @cached_property
    def desk(self) -> Desk:
        """Gives the desk; queries alone need none."""
        return Desk(self.engine, catalog=load(), today=lambda: TODAY, now=lambda: NOW)

    def caller(self, user_id: str | None) -> Caller:
        """Gives a user as a caller; the operator without one."""
        if user_id is None:
            return operator()
        with self.engine.connect() as connection:
            return caller_named(connection, user_id)

    def answer(self, caller: Caller, query: Query) -> Answer:
        """Gives what a tool gives for a query."""
        with self.engine.connect() as connection:
            catalog = load().with_dimensions(custom_dimensions(connection))
            view = View(caller)
            seen = connection.execute(view.select("orders", [orders.c.currency])).scalars()
            database = Database(connection, catalog, BASE, frozenset(seen))
            reader = Reader(view, TODAY, connection.dialect.name)
            try:
                if isinstance(query, MetricQuery):
                    return query_metrics(ToolContext(database, reader), query)
                return list_records(ToolContext(database, reader), query)
            except QueryError as error:
                return f"{error.kind} {error}"

    def talk(
        self, caller: Caller, questions: Sequence[str], conversation_id: str | None = None
    ) -> tuple[list[object], str | None]:
        """Gives all that is said in a conversation, as its events come, and its id."""
        said: list[object] = []
        choices: Sequence[Choice] = ()
        for text in questions:
            meant = choices[0].value if text == CHOICE and choices else text
            reply, events = self._asked(caller, Question(meant, conversation_id))
            said.append(events)
            if reply is not None:
                conversation_id, choices = reply.conversation_id, reply.choices
        return said, conversation_id

    def _asked(self, caller: Caller, question: Question) -> tuple[Reply | None, object]:
        try:
            events = list(self.desk.stream(caller, question))
        except ConversationNotFound:
            return None, NO_CONVERSATION
        reply = events[-1][1]
        assert isinstance(reply, Reply)
        return reply, [(kind, _plain(body)) for kind, body in events]

    def around(self, caller: Caller) -> list[object]:
        """Gives what is shown to a caller without a question."""
        return [self.desk.welcome(caller, language) for language in ("zh", "en")]

    def becomes(self, company: Company) -> None:
        """Puts other rows in the place of all that there are; conversations stay."""
        with writing(self.engine) as connection:
            newest = sa.func.coalesce(sa.func.max(table_state.c.version), 0)
            before = int(connection.execute(sa.select(newest)).scalar_one())
            for table in (*CANONICAL, custom_fields, table_state):
                connection.execute(table.delete())
            _write(connection, company)
            connection.execute(table_state.update().values(version=before + 1))


def _plain(body: object) -> object:
    if isinstance(body, Reply):
        return body.model_dump(mode="json", exclude=DIFFERS) | {"confidence": body.confidence}
    return to_jsonable_python(body)


class Offices:
    """The offices over the last few companies, so that not every question opens one."""

    def __init__(
        self, opened: Callable[[Company], AbstractContextManager[Office]], *, kept: int = 8
    ) -> None:
        self._opened = opened
        self._kept = kept
        self._open: dict[object, tuple[Office, ExitStack]] = {}

    def over(self, company: Company) -> Office:
        """Gives the office over a company."""
        known = company.made_of, company.changes
        found = self._open.pop(known, None) or self._new(company)
        self._open[known] = found
        while len(self._open) > self._kept:
            _, oldest = self._open.pop(next(iter(self._open)))
            oldest.close()
        return found[0]

    def _new(self, company: Company) -> tuple[Office, ExitStack]:
        stack = ExitStack()
        return stack.enter_context(self._opened(company)), stack

    def close(self) -> None:
        """Closes all."""
        for _, stack in self._open.values():
            stack.close()
        self._open.clear()


@cache
def _empty() -> bytes:
    """Gives an SQLite database that holds our schema and no rows."""
    engine = connect("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
    with engine.connect() as connection:
        found = _driver(connection).serialize()
    engine.dispose()
    return found


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


@contextmanager
def in_memory(company: Company) -> Generator[Office]:
    """Gives an office over a company, in SQLite."""
    engine = connect("sqlite://")
    try:
        with engine.connect() as connection:
            _driver(connection).deserialize(_empty())
        with writing(engine) as connection:
            _write(connection, company)
        yield Office(engine)
    finally:
        engine.dispose()


def _write(connection: sa.Connection, company: Company) -> None:
    for name, rows in company.rows.items():
        if rows:
            table = metadata.tables[name]
            known = [column.name for column in table.c]
            columns = [column for column in known if any(column in row for row in rows)]
            values: list[dict[str, Any]] = [{c: row.get(c) for c in columns} for row in rows]
            connection.execute(table.insert(), values)
