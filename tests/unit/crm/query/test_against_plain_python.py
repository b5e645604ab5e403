"""Random questions to random companies: the database and plain Python agree, whoever asks."""

import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from crm.access import View, caller_named
from crm.database import connect, sqlite_url
from crm.query.fields import Reader
from crm.query.metric import figures
from crm.query.result import Table
from crm.query.spec import MetricQuery, QueryError
from tests.unit.crm.query.plain_facts import PlainCompany
from tests.unit.crm.query.plain_figures import Calculator, CannotBeAsked, Question
from tests.unit.crm.query.random_companies import CALLERS, companies, questions
from tests.unit.crm.query.trading_company import BASE, TODAY, Books, Office


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Office]:
    """An empty database; what an example writes is rolled back."""
    path = tmp_path_factory.mktemp("random") / "wendan.db"
    shutil.copyfile(sqlite_template, path)
    engine = connect(sqlite_url(path))
    yield Office(engine)
    engine.dispose()


def _asked(office: Office, books: Books, query: MetricQuery, caller: str) -> Table:
    with office.engine.connect() as connection, connection.begin() as transaction:
        books.fill(connection)
        table = _answer(office, connection, query, caller)
        transaction.rollback()
    return table


def _answer(office: Office, connection: Connection, query: MetricQuery, caller: str) -> Table:
    view = View(caller_named(connection, caller))
    reader = Reader(view, TODAY, connection.dialect.name)
    database = office.database(connection)
    # The own currency is always known: of a company that has orders in another one only, the
    # amounts without a currency (targets, deals) would be taken to be of that one.
    known = replace(database, currencies=database.currencies | {BASE})
    return figures(known, reader, query)


def _query(question: Question, **more: object) -> MetricQuery:
    return MetricQuery(
        question.measures,
        group_by=question.groups,
        filters=question.filters,
        period=question.period,
        **more,  # type: ignore[arg-type]
    )


@settings(max_examples=120)
@given(companies(), questions(), st.sampled_from(CALLERS))
def test_the_database_gives_what_plain_python_gives(
    office: Office, books: Books, question: Question, caller: str
) -> None:
    plain = Calculator(PlainCompany(books.rows, caller, TODAY))
    try:
        expected = plain.answer(question)
    except CannotBeAsked:
        with pytest.raises(QueryError):
            _asked(office, books, _query(question), caller)
        return
    table = _asked(office, books, _query(question), caller)
    assert dict(zip(table.keys, _values(table, question), strict=True)) == expected.groups
    assert table.row_count == len(table.rows)
    if table.totals is not None:
        assert table.totals[-len(question.measures) :] == expected.total


def _values(table: Table, question: Question) -> list[tuple[object, ...]]:
    return [row[-len(question.measures) :] for row in table.rows]


@settings(max_examples=50)
@given(companies(), questions(), st.sampled_from(CALLERS), st.integers(1, 3), st.integers(0, 2))
def test_a_part_is_cut_out_of_the_whole(
    office: Office,
    books: Books,
    question: Question,
    caller: str,
    limit: int,
    offset: int,
) -> None:
    try:
        whole = _asked(office, books, _query(question, share=True), caller)
    except QueryError:
        return
    part = _asked(office, books, _query(question, share=True, limit=limit, offset=offset), caller)
    assert (part.row_count, part.totals, part.columns) == (
        whole.row_count,
        whole.totals,
        whole.columns,
    )
    if not any(column.name == "currency" for column in whole.columns):
        assert part.rows == whole.rows[offset : offset + limit]
        assert part.keys == whole.keys[offset : offset + limit]


@settings(max_examples=60)
@given(companies(), companies(), questions(), st.sampled_from(CALLERS), st.booleans())
def test_what_a_caller_may_not_see_never_changes_an_answer(
    office: Office,
    books: Books,
    others: Books,
    question: Question,
    caller: str,
    compared: bool,
) -> None:
    query = _query(question, share=True, compare=question.period if compared else None)
    seen = _seen(books, caller)
    try:
        alone = _asked(office, seen, query, caller)
    except QueryError:
        return
    among_others = _asked(office, _with_hidden(seen, others, caller), query, caller)
    assert among_others == alone


def _seen(books: Books, caller: str) -> Books:
    """Gives the people and products, and what the caller sees of all else."""
    return _chosen(books, caller, seen=True)


def _with_hidden(seen: Books, others: Books, caller: str) -> Books:
    """Gives `seen` with all that another company has and that this caller may not see."""
    people = seen.rows["users"]
    hidden = _chosen(Books({**others.rows, "users": people}), caller, seen=False)
    merged = {name: [*rows] for name, rows in seen.rows.items()}
    for name, rows in hidden.rows.items():
        if name not in {"users", "products"}:
            merged.setdefault(name, []).extend(_renamed(row) for row in rows)
    return Books(merged)


def _chosen(books: Books, caller: str, *, seen: bool) -> Books:
    plain = PlainCompany(books.rows, caller, TODAY)
    chosen: dict[str, list[dict[str, object]]] = {}
    for name, rows in books.rows.items():
        if name in {"users", "products"}:
            chosen[name] = rows
        else:
            chosen[name] = [row for row in rows if _is_seen(plain, name, row) is seen]
    return Books(chosen)


def _is_seen(plain: PlainCompany, table: str, row: dict[str, object]) -> bool:
    if table == "targets":
        return plain.owners is None or row["user_id"] in plain.owners
    if "customer_id" not in row:
        return any(
            order["order_id"] == row["order_id"] and order["customer_id"] in plain.customers
            for order in plain.rows["orders"]
        )
    return row["customer_id"] in plain.customers


_KEYS = (
    "customer_id", "order_id", "payment_id", "invoice_id", "return_id", "opportunity_id",
    "activity_id",
)  # fmt: skip


def _renamed(row: dict[str, object]) -> dict[str, object]:
    """Gives a row whose keys no row of the other company has."""
    return {
        name: f"other {value}" if name in _KEYS and value is not None else value
        for name, value in row.items()
    }
