"""The table that a metric query gives: ordered, cut, named, with shares, changes and totals."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy.engine import Connection

from crm.measures import Measure
from crm.query.fields import IN_ORDER, Reader
from crm.query.ledger import Ledger, Row, row
from crm.query.result import Cell, Column, Table
from crm.query.statements import Question, is_additive

MANY_IDS = 500
"""From here on names are read for all that the caller sees instead of by id."""


@dataclass(frozen=True)
class Findings:
    """What was read for a question: the values of both periods and the rows that hold."""

    question: Question
    roots: Mapping[str, str]
    """The table that each component was read from."""
    now: Ledger
    before: Ledger | None
    rows: tuple[Row, ...]
    currencies: frozenset[str]

    @cached_property
    def seen_currencies(self) -> frozenset[str]:
        """Gives the currencies among the rows; the orders' only one where there is no choice."""
        if self.question.by_currency:
            return frozenset(str(found.key[-1]) for found in self.rows)
        return self.currencies if len(self.currencies) == 1 else frozenset()

    @property
    def several_currencies(self) -> bool:
        """Whether amounts of several currencies stand beside each other."""
        return self.question.by_currency and len(self.seen_currencies) > 1

    @property
    def currency(self) -> str | None:
        """Gives the one currency of all amounts; None where there are several."""
        if self.several_currencies or "currency" in self.question.query.group_by:
            return None
        return next(iter(self.seen_currencies), self.question.base_currency)

    @property
    def only_total(self) -> Cell:
        """Gives the key of the total where there is one."""
        return self.currency if self.question.by_currency else None


def report(findings: Findings, reader: Reader, connection: Connection) -> Table:
    """Gives the answer's table."""
    query, now, before = findings.question.query, findings.now, findings.before
    ordered = _ordered(findings)
    if query.each is not None:
        ordered = _first_of_each(findings, ordered)
    shown = ordered if now.row_count is not None else _cut(findings, ordered)
    names = [
        _names(group.label, index, shown, reader, connection)
        for index, group in enumerate(findings.question.groups)
    ]
    width = len(query.group_by) + findings.several_currencies
    return Table(
        columns=tuple(_columns(findings)),
        rows=tuple(_cells(findings, found, names) for found in shown),
        keys=tuple(found.key[:width] for found in shown),
        row_count=len(ordered) if now.row_count is None else now.row_count,
        totals=_totals(findings),
        sql=tuple(dict.fromkeys([*now.sql, *(before.sql if before else ())])),
    )


def _first_of_each(findings: Findings, ordered: list[Row]) -> list[Row]:
    """Gives the first rows of each value of the first group, those of one value together."""
    taken: dict[Row, list[Row]] = {}
    firsts: dict[tuple[Cell, Cell], Row] = {}
    for found in ordered:
        currency = found.key[-1] if findings.several_currencies else None
        first = firsts.setdefault((found.key[0], currency), found)
        taken.setdefault(first, []).append(found)
    most, rows = findings.question.query.each, list(taken.values())
    if findings.question.groups[0].grain is not None:
        rows.sort(key=lambda found: str(found[0].key[0]))
    return [found for group in rows for found in group[:most]]


def _cut(findings: Findings, ordered: list[Row]) -> list[Row]:
    start, limit = findings.question.query.offset, findings.question.query.limit
    if _runs_in_time(findings):  # of too many days the newest are shown, in their order
        return _first(findings, ordered[::-1], start, limit)[::-1]
    return _first(findings, ordered, start, limit)


def _runs_in_time(findings: Findings) -> bool:
    question = findings.question
    return not question.query.order and any(group.grain for group in question.groups)


def _first(findings: Findings, ordered: list[Row], start: int, limit: int | None) -> list[Row]:
    if limit is None:
        return ordered[start:]
    if not findings.several_currencies:
        return ordered[start : start + limit]
    # Amounts of different currencies have no common order: the first ones of each currency.
    taken: Counter[Cell] = Counter()
    shown: list[Row] = []
    for found in ordered:
        taken[found.key[-1]] += 1
        if start < taken[found.key[-1]] <= start + limit:
            shown.append(found)
    return shown


def _ordered(findings: Findings) -> list[Row]:
    """Gives the rows by currency, then by what was asked for, by time, or by the first measure."""
    question, query = findings.question, findings.question.query
    rows = sorted(findings.rows, key=lambda found: tuple(map(_rank, found.key)))
    if query.order:
        for order in reversed(query.order):
            rows = _by(rows, _value_of(findings, order.by), descending=order.descending)
    elif any(group.grain for group in question.groups):
        for place, group in reversed(tuple(enumerate(question.groups))):
            if group.grain is not None:
                rows = _by(rows, _key_at(place), descending=False)
    elif ordered_by := next((name for name in query.group_by if name in IN_ORDER), None):
        place, steps = query.group_by.index(ordered_by), IN_ORDER[ordered_by]
        rows = _by(rows, lambda found: steps.index(str(found.key[place])), descending=False)
    else:
        rows = _by(rows, _value_of(findings, query.measures[0]), descending=True)
    if findings.several_currencies:
        base = question.base_currency
        rows.sort(key=lambda found: (found.key[-1] != base, str(found.key[-1])))
    return rows


def _by(rows: list[Row], value: Callable[[Row], Any], *, descending: bool) -> list[Row]:
    """Gives rows in a stable order of `value`, those without one last."""
    known = [found for found in rows if value(found) is not None]
    unknown = [found for found in rows if value(found) is None]
    return sorted(known, key=value, reverse=descending) + unknown


def _value_of(findings: Findings, name: str) -> Callable[[Row], Cell]:
    query = findings.question.query
    if name in query.group_by:
        return _key_at(query.group_by.index(name))
    if name == "change":
        return lambda found: found.change(0)
    if name == "change_rate":
        return lambda found: found.change_rate(0)
    place = findings.question.position(name)
    return lambda found: found.values[place]


def _key_at(place: int) -> Callable[[Row], Cell]:
    return lambda found: found.key[place]


def _rank(value: Cell) -> tuple[bool, Any]:
    return (value is None, "" if value is None else value)


def _columns(findings: Findings) -> list[Column]:
    question = findings.question
    columns = [Column(group.name, "dimension") for group in question.groups]
    if findings.several_currencies:
        columns.append(Column("currency", "dimension"))
    for index, measure in enumerate(question.shown):
        unit = findings.currency if measure.unit == "money" else measure.unit
        additive = _adds_up(findings, measure)
        columns.append(Column(measure.name, "measure", unit, additive))
        if index == 0 and question.query.share:
            columns.append(Column(measure.name, "share", "ratio", additive))
        if findings.before is not None:
            change = "pp" if unit == "ratio" else unit
            columns.append(Column(measure.name, "previous", unit, additive))
            columns.append(Column(measure.name, "change", change, additive))
            if unit != "ratio":
                columns.append(Column(measure.name, "change_rate", "ratio"))
    return columns


def _adds_up(findings: Findings, measure: Measure) -> bool:
    components = findings.question.catalog.components
    return measure.formula.is_sum and all(
        is_additive(components[name], findings.roots[name]) for name in measure.formula.names
    )


def _cells(
    findings: Findings, found: Row, names: Sequence[Mapping[Cell, Cell]]
) -> tuple[Cell, ...]:
    cells: list[Cell] = [names[i].get(found.key[i], found.key[i]) for i in range(len(names))]
    if findings.several_currencies:
        cells.append(found.key[-1])
    currency = found.key[-1] if findings.question.by_currency else None
    return tuple(cells + _values(findings, found, currency))


def _values(findings: Findings, found: Row, currency: Cell) -> list[Cell]:
    cells: list[Cell] = []
    for index, measure in enumerate(findings.question.shown):
        cells.append(found.values[index])
        if index == 0 and findings.question.query.share:
            cells.append(_share(findings, found, currency))
        if findings.before is not None:
            cells += [found.before[index], found.change(index)]
            if measure.unit != "ratio":
                cells.append(found.change_rate(index))
    return cells


def _share(findings: Findings, found: Row, currency: Cell) -> Decimal | None:
    total = _total(findings, currency).values[0]
    value = found.values[0]
    return value / total if value is not None and total else None


def _totals(findings: Findings) -> tuple[Cell, ...] | None:
    question = findings.question
    if not question.groups or findings.several_currencies or question.query.having:
        return None
    if "currency" in question.query.group_by:
        return None
    blank: list[Cell] = [None] * len(question.groups)
    total = _total(findings, findings.only_total)
    return tuple(blank + _values(findings, total, findings.only_total))


def _total(findings: Findings, currency: Cell) -> Row:
    """Gives the row that stands for all groups together (of one currency)."""
    before = findings.before.total(currency) if findings.before else None
    return row((currency,), findings.question.measures, findings.now.total(currency), before)


def _names(
    label: str | None, index: int, rows: Sequence[Row], reader: Reader, connection: Connection
) -> Mapping[Cell, Cell]:
    """Gives the names of the ids in column `index`; none where the values are names themselves."""
    if label is None:
        return {}
    ids = {str(found.key[index]) for found in rows if found.key[index] is not None}
    return names_of(connection, reader, label, ids)


def names_of(
    connection: Connection, reader: Reader, label: str, ids: set[str]
) -> Mapping[Cell, Cell]:
    """Gives the names (`table.column`) of `ids` that the caller may see.

    Where two of them have the same name, each has its id behind it.
    """
    table, _, column = label.partition(".")
    key = reader.view.column(table, f"{table[:-1]}_id")
    chosen = reader.view.select(table, [key, reader.view.column(table, column)])
    if len(ids) <= MANY_IDS:
        chosen = chosen.where(key.in_(sorted(ids)))
    pairs = (tuple(found) for found in connection.execute(chosen))
    names = {id_: name for id_, name in pairs if id_ in ids}
    times = Counter(names.values())
    return {id_: n if times[n] == 1 else f"{n} ({id_})" for id_, n in names.items()}
