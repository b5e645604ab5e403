"""Reads what is wished for, with the caller's eyes of now: a table, or what an answer showed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy.engine import Connection

from assistant import audit
from assistant.audit import Value
from assistant.brains.rules.frame import Frame
from assistant.conversation import history
from assistant.conversation.averages import with_divisor
from assistant.conversation.circumstances import Circumstances
from assistant.conversation.history import ConversationNotFound
from assistant.conversation.labels import Namer
from assistant.conversation.lookups import in_one_currency, looked_up
from assistant.conversation.reply import ColumnPart, ResultPart
from assistant.conversation.results import result
from assistant.desk import Desk
from assistant.exports.failures import NotExportableError, NothingToExportError
from assistant.exports.letters import drafts_sheet
from assistant.exports.sheet import Sheet
from assistant.exports.wishes import OfDrafts, OfTable, Wish
from crm.access import Caller, View
from crm.query.raw import DATED, NoSuchCustomerError, RawQuery, raw
from crm.query.record import streamed
from crm.query.result import Cell
from crm.query.spec import QueryError
from tools.base import Evidence
from tools.records import list_records
from tools.standing import by_ids


def sheet(connection: Connection, desk: Desk, caller: Caller, wish: Wish, limit: int) -> Sheet:
    """Gives the rows wished for, at most `limit`.

    Raises:
        NothingToExportError: there is no such answer or customer for this caller.
        NotExportableError: the table cannot be chosen from like that.
    """
    if isinstance(wish, OfTable):
        return _of_table(connection, caller, wish, limit)
    if isinstance(wish, OfDrafts):
        return drafts_sheet(connection, caller, wish)
    try:
        frame, language = history.own_frame(connection, caller.user_id, wish.turn_id)
    except ConversationNotFound as error:
        raise NothingToExportError from error
    around = desk.circumstances(connection, caller, language)
    namer = Namer(around.tools.database.catalog, language)
    try:
        found = _Answer(around, namer, limit).sheet(frame, wish.result)
    except (QueryError, IndexError) as error:  # asked with words that mean something else by now
        raise NothingToExportError from error
    return replace(found, told={"turn": wish.turn_id, "result": wish.result, **found.told})


def _of_table(connection: Connection, caller: Caller, wish: OfTable, limit: int) -> Sheet:
    query = RawQuery(wish.table, wish.period, wish.customer_id)
    try:
        found = raw(connection, View(caller), query, limit)
    except NoSuchCustomerError as error:
        raise NothingToExportError from error
    except QueryError as error:
        what = "dates to choose by" if error.dimension == "period" else "customer"
        raise NotExportableError(f"{wish.table} have no {what}; leave that out.") from error
    told: dict[str, Value] = {"table": wish.table}
    notes: list[tuple[str, str]] = []
    if wish.period is not None:
        first, last = wish.period.start.isoformat(), wish.period.end.isoformat()
        told |= {"start": first, "end": last}
        notes.append((f"{DATED[wish.table]} from – to", f"{first} – {last}"))
    if wish.customer_id is not None:
        told["customer"] = wish.customer_id
        notes.append(("customer_id", wish.customer_id))
    return Sheet(wish.table, found.columns, found.rows, found.row_count, told, tuple(notes))


class _Answer:
    """Runs what a turn looked up once more, without the limit that was ours."""

    def __init__(self, around: Circumstances, namer: Namer, limit: int) -> None:
        self._around = around
        self._namer = namer
        self._limit = limit

    def sheet(self, kept: Frame, index: int) -> Sheet:
        """Gives the rows of one of its results.

        Raises:
            QueryError: what was asked does not go together any more.
            IndexError: it has not so many results.
        """
        frame = with_divisor(in_one_currency(kept, self._around.tools), self._around.tools)
        if not frame.limited and frame.view in {None, "anomalies"}:
            frame = replace(frame, limit=self._limit)
        if frame.entity is not None and frame.view is None:
            if index:
                raise IndexError(index)
            return self._list(frame)
        found = looked_up(frame, self._around.tools, self._namer, self._around.today)[index]
        return self._sheet(found, iter(found.table.rows), found.table.row_count)

    def _list(self, frame: Frame) -> Sheet:
        """Gives a list, read row by row."""
        tools, query = self._around.tools, frame.record_query()
        evidence = list_records(tools, replace(query, limit=1))
        chosen = replace(query, filters=by_ids(tools, query.filters).filters)
        stream = streamed(tools.database, tools.reader, chosen)
        evidence = replace(evidence, table=replace(evidence.table, columns=stream.columns))
        found = min(stream.row_count, query.limit) if frame.limited else stream.row_count
        return self._sheet(evidence, stream.rows, found)

    def _sheet(self, evidence: Evidence, rows: Iterator[tuple[Cell, ...]], found: int) -> Sheet:
        catalog, language = self._around.tools.database.catalog, self._namer.language
        bare = replace(evidence, table=replace(evidence.table, rows=(), totals=None))
        part = result(bare, catalog, language, with_sql=False)
        lookup = audit.Lookup(part.tool, part.arguments, found).told()
        names = [column.name for column in part.columns]
        worded = (self._worded(row, names) for row in islice(rows, self._limit))
        headings = tuple(map(_heading, part.columns))
        return Sheet("answer", headings, worded, found, {"lookup": lookup}, _notes(part))

    def _worded(self, row: tuple[Cell, ...], names: list[str]) -> tuple[Cell, ...]:
        """Gives a row with the words of coded values (a status) in place of the codes."""
        return tuple(
            Namer.value_of(name, cell, self._namer.language) if isinstance(cell, str) else cell
            for name, cell in zip(names, row, strict=True)
        )


def _heading(column: ColumnPart) -> str:
    """Gives a column's label, with the currency of its amounts."""
    is_currency = column.unit is not None and len(column.unit) == 3 and column.unit.isupper()
    return f"{column.label} ({column.unit})" if is_currency else column.label


def _notes(part: ResultPart) -> tuple[tuple[str, str], ...]:
    found = [("definition", part.definition)] if part.definition else []
    if part.period is not None:
        found.append(("period", f"{part.period.start} – {part.period.end}"))
    return tuple(found)
