"""There is one door to rows, `crm/access.py`: who else makes a statement stands here, with why."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.security.doors import Door, doors, doors_of

CHECKOUT = Path(__file__).parents[2]

READ_EVERYTHING = {
    "crm/access.py": "the door itself",
    "crm/importing/": "writes the rows, and reads what is there to bring it up to date",
    "crm/insight/": "computes what is unusual from all orders; flags are listed through a View",
    "crm/names/": "builds the index of all names, which shows each caller only their own",
    "crm/backups/": "copies whole databases for whoever holds the files",
    "crm/erasure.py": "takes what is personal out of rows, for whoever holds the database",
    "assistant/privacy/": "gives out or erases what is held of one customer, for that one too",
    "evals/": "measures the product on companies of its own",
}
"""Folders and modules that may read any table, each with the reason."""

OWN_TABLES = {
    "assistant/actions/": "proposals, tasks and messages, each by its owner's id",
    "assistant/app/readiness.py": "whether the database can be written",
    "assistant/audit/": "the audit log",
    "assistant/channels/": "messages of chat programs, each in the conversation it came from",
    "assistant/conversation/history.py": "conversations, each by its asker's id",
    "assistant/limits/": "what users and addresses have used up of their allowances",
    "assistant/misses/": "what was not understood, kept without names",
    "assistant/schedules/": "what is sent to somebody, each by its person's id",
    "assistant/jobs/": "which of it was sent, and who sends it",
    "assistant/teaching/": "a lock while a word is taught",
    "assistant/verified/": "verified questions, kept without names",
    "assistant/identity/": "accounts of machines, and whose the accounts in chat apps are",
    "assistant/tokens.py": "hashes of tokens",
    "assistant/token_budget.py": "how many tokens of a model somebody took",
    "assistant/demo.py": "whether anything was imported yet",
    "assistant/known.py": "when each table last took in rows",
    "assistant/cli/opening.py": "whether anything was imported yet",
    "crm/customs.py": "the names of custom fields, which are part of the catalog",
    "crm/database.py": "opens databases",
    "crm/outages.py": "knows the drivers' errors, and asks nothing",
    "crm/sqlite_file.py": "which file an engine has open",
    "crm/schema.py": "the schema's version",
    "knowledge/": "documents, in a file of their own; below the labels that the asker may read",
}
"""Those that may make statements as long as they name no table of the business."""


class Exempt(NamedTuple):
    """A function that may make statements, how many, and of which tables."""

    statements: int
    tables: frozenset[str]
    reason: str
    callers: int = 0


def _of(statements: int, tables: str, reason: str, *, callers: int = 0) -> Exempt:
    return Exempt(statements, frozenset(tables.split()), reason, callers)


OF_A_SCOPED_ROW = "reads what hangs on a row of the statement that it stands in, which has a scope"
OVER_A_SCOPED_ONE = "reads the rows that a statement of a View gives"
OF_NOBODY = "rates of exchange are of no customer"
EXEMPT = {
    "assistant/actions/rights.py as_now": _of(
        0, "", "the operator, for proposals to whoever holds the database itself", callers=1
    ),
    "assistant/audit/hidden.py _in_place_of": _of(
        0, "", "whom a question was about, for the log that only admins read", callers=1
    ),
    "assistant/audit/hidden.py _written_out": _of(
        0, "", "whom a question was about, for the log that only admins read", callers=1
    ),
    "assistant/audit/hidden.py hidden_orders": _of(
        0, "", "whose order was asked about, for the log that only admins read", callers=1
    ),
    "assistant/misses/redaction.py redaction": _of(
        1, "contacts", "takes the names of all contacts out of a question before it is kept"
    ),
    "assistant/misses/redaction.py Redaction._spans": _of(
        0, "", "takes the names of all customers out of a question before it is kept", callers=1
    ),
    "assistant/misses/redaction.py Redaction.word": _of(
        0, "", "takes the names of all customers out of a word before it is kept", callers=1
    ),
    "assistant/conversation/hiding.py hidden_in": _of(
        0, "", "takes the names of all customers out of what a model is sent", callers=1
    ),
    "assistant/verifying.py Verifying._around": _of(
        0, "", "finds the slots of an admin's question, of which no name is kept", callers=1
    ),
    "assistant/teaching/meaning.py listening": _of(
        0, "", "admins teach words, and see all names", callers=1
    ),
    "assistant/desk.py Desk.caller": _of(
        0, "", "the operator, for whoever holds the database itself", callers=1
    ),
    "assistant/cli/knowledge.py _caller": _of(
        0, "", "the operator, for whoever holds the documents' file itself", callers=1
    ),
    "assistant/brains/llm/rehearsal.py rehearsed": _of(
        0, "", "nobody's eyes: it reads words alone, with no connection and no names", callers=1
    ),
    "assistant/people.py everybody": _of(
        1, "users", "lists whom the demo can be asked as; the demo serves this machine alone"
    ),
    "assistant/cli/checkup.py _rows": _of(
        2, "customers orders", "counts rows for whoever holds the database"
    ),
    "assistant/cli/checkup.py _users": _of(
        1, "users", "counts users for whoever holds the database"
    ),
    "assistant/cli/checkup.py _waiting": _of(1, "", "counts rows that wait for others"),
    "assistant/cli/checkup.py _count": _of(1, "", "counts rows for whoever holds the database"),
    "crm/migrations/versions/r0001_all_tables.py _create_products_and_orders": _of(
        2, "", "the rows that two indexes leave out"
    ),
    "crm/query/conditions.py first_order": _of(1, "orders", OF_A_SCOPED_ROW),
    "crm/query/conditions.py had_ordered": _of(1, "orders", OF_A_SCOPED_ROW),
    "crm/query/entities.py _last_order": _of(1, "orders ROOTS", OF_A_SCOPED_ROW),
    "crm/query/entities.py _up_to": _of(2, "orders", OF_A_SCOPED_ROW),
    "crm/query/fields.py _of_document": _of(1, "", OF_A_SCOPED_ROW),
    "crm/query/facts.py _ids": _of(1, "", OVER_A_SCOPED_ONE),
    "crm/query/facts.py _ordered": _of(1, "customers orders", OVER_A_SCOPED_ONE),
    "crm/query/reading.py Reading._cut": _of(2, "", OVER_A_SCOPED_ONE),
    "crm/query/statements.py _of_customers": _of(1, "ROOTS", OVER_A_SCOPED_ONE),
    "crm/query/statements.py _names": _of(1, "", "the name of a column, to group by"),
    "crm/query/conversion.py _needed": _of(2, "", OVER_A_SCOPED_ONE),
    "crm/query/conversion.py _keeps_rates": _of(1, "rates", OF_NOBODY),
    "crm/query/conversion.py _is_of_another_base": _of(1, "rates", OF_NOBODY),
    "crm/query/currencies.py _latest": _of(1, "rates", OF_NOBODY),
    "crm/query/currencies.py Currencies.of": _of(
        1, "customers orders", "which currencies there are, with whose they are, like the names"
    ),
}
"""All other functions, each with the reason."""


@pytest.fixture(scope="module")
def found() -> list[Door]:
    """Every function of the product that makes a statement or a caller."""
    return list(doors(CHECKOUT))


def _is_in(door: Door, places: dict[str, str]) -> bool:
    path = door.place.partition(" ")[0]
    return any(path == place or path.startswith(f"{place}") for place in places)


def _is_exempt(door: Door) -> bool:
    if _is_in(door, READ_EVERYTHING):
        return True
    if door.place in EXEMPT:
        allowed = EXEMPT[door.place]
        return (door.statements, door.tables, door.callers) == (
            allowed.statements,
            allowed.tables,
            allowed.callers,
        )
    return _is_in(door, OWN_TABLES) and not door.tables and not door.callers


def test_nobody_reads_rows_past_the_door(found: list[Door]) -> None:
    past = [door for door in found if not _is_exempt(door)]
    assert not past, (
        "These make statements that no View scopes. Read by `View(caller).select(…)` of "
        "crm/access.py; where that cannot be, add them to this test with the reason."
    )


def test_every_exception_is_still_needed(found: list[Door]) -> None:
    places = {door.place for door in found}
    stale = [place for place in EXEMPT if place not in places]
    stale += [
        place
        for place in (*READ_EVERYTHING, *OWN_TABLES)
        if not any(_is_in(door, {place: ""}) for door in found)
    ]
    assert not stale, "Nothing there makes a statement any more: take these out of the lists."


@pytest.mark.parametrize(
    "source",
    [
        "import sqlalchemy as sa\ndef f(c): return c.execute(sa.select(1))",
        "from sqlalchemy import select\ndef f(c): return c.execute(select(1))",
        "from sqlalchemy import select as pick\ndef f(c): return c.execute(pick(1))",
        "import sqlalchemy\ndef f(c): return c.execute(sqlalchemy.text('SELECT 1'))",
        "from crm.models import orders\ndef f(c): return c.execute(orders.select())",
        "def f(c): return c.exec_driver_sql('SELECT 1')",
        "def f(e): return e.raw_connection()",
        "def f(c): return c.connection.cursor()",
        "import sqlite3",
        "from psycopg import connect",
        "from sqlalchemy.orm import Session",
        "import sqlalchemy as sa\nclass A:\n    def f(self): return sa.exists()",
        "import sqlalchemy as sa\ndef f():\n    def g(): return sa.select(1)",
        "from crm.access import operator\ndef f(): return operator()",
        "from crm.access import Caller\ndef f(): return Caller('x', '', 'admin')",
        "from dataclasses import replace\ndef f(caller): return replace(caller, owners=None)",
    ],
)
def test_a_statement_is_found_however_it_is_written(source: str) -> None:
    assert list(doors_of("assistant/somewhere.py", source))


@pytest.mark.parametrize(
    "source",
    [
        "def f(view): return view.select('orders', [])",
        "from crm.access import View\ndef f(caller): return View(caller).select('orders', [])",
        "def f(self): return self.reader.view.select('orders', [])",
        "from pathlib import Path\ndef f(): return Path('x').exists()",
    ],
)
def test_what_goes_through_the_door_is_none(source: str) -> None:
    assert not list(doors_of("assistant/somewhere.py", source))
