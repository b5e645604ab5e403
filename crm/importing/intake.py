"""Intake: chunks of a source become stored columns; a row that cannot be read is rejected alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm.importing.batches import Batch
from crm.importing.cells import BrokenRow, Chunk, Source
from crm.importing.columns import Converted, Converter, converter
from crm.importing.completing import amount_of_rows
from crm.importing.custom import CustomColumn, objects
from crm.importing.expressions import Evaluate, compiled
from crm.importing.failures import ImportFailed
from crm.importing.fields import Field, form
from crm.importing.mapping import Column, Expression, SourceMapping, Target
from crm.importing.rejects import Reject, row_as_json
from crm.importing.values import LARGEST, LESS, MILLION, Cell, Dating, Problem, Stored, plain_text

StoredColumns = Mapping[str, Sequence[Stored]]


@dataclass(frozen=True)
class Files:
    """What a source is read with: the others beside it, and how dates are read."""

    others: Sequence[Source]
    dating: Dating


@dataclass(frozen=True)
class Taken:
    """The readable rows of a chunk, as stored columns of each table.

    `places` are the rows' places in the chunk. Amounts are millionths of the main table.
    """

    chunk: Chunk
    places: Sequence[int]
    tables: Mapping[str, StoredColumns]
    rejects: Sequence[Reject]
    rows_read: int
    amount_read: int
    amount_rejected: int
    rounded: int

    @property
    def lines(self) -> Sequence[int]:
        """Gives the lines of the readable rows in their source."""
        if len(self.places) == len(self.chunk.lines):
            return self.chunk.lines
        return [self.chunk.lines[at] for at in self.places]

    def batch(self, table: str) -> Batch:
        """Gives the rows of one table."""
        return Batch(form(table), self.tables[table], self.lines)


@dataclass(frozen=True)
class _Slot:
    """One column to fill: where its cells come from, and how they are read."""

    table: str
    field: Field
    header: str
    evaluate: Evaluate
    convert: Converter


@dataclass(frozen=True)
class _CustomSlot:
    table: str
    evaluate: Evaluate
    column: CustomColumn


class Intake:
    """Reads the rows of one or more tables out of one source."""

    def __init__(
        self,
        source: Source,
        mapping: SourceMapping,
        main: str,
        files: Files,
        kinds: "KnownKinds",
        *,
        optional: Collection[str] = (),
    ) -> None:
        self.source = source
        self.main = main
        self._slots = list(_slots(source, mapping, files, optional))
        self._custom = [
            _CustomSlot(
                table,
                compiled(expression, source, files.others),
                CustomColumn(name, kinds.get(table, {}).get(name)),
            )
            for table, target in mapping.tables.items()
            for name, expression in target.custom.items()
        ]

    def chunks(self, rows: int) -> Iterator[Taken]:
        """Gives all rows of the source."""
        for chunk in self.source.chunks(rows):
            yield self._take(chunk)

    def custom_fields(self) -> Iterator[tuple[str, CustomColumn]]:
        """Gives the custom fields found, with their table."""
        for slot in self._custom:
            yield slot.table, slot.column

    def reject(self, chunk: Chunk, at: int, slot: tuple[str, str], problem: Problem) -> Reject:
        """Gives the reject of the row at a place; `slot` is the header and the value to show."""
        row = [column[at] for column in chunk.columns]
        return Reject(
            self.source.label,
            chunk.lines[at],
            slot[0],
            slot[1],
            problem.reason,
            problem.accepted,
            row_as_json(self.source.headers, row),
        )

    def _take(self, chunk: Chunk) -> Taken:
        rows = len(chunk.lines)
        cells = [slot.evaluate(chunk.columns, rows) for slot in self._slots]
        found = self._converted(cells)
        problems = self._problems(found)
        tables: dict[str, dict[str, Sequence[Stored]]] = {}
        for slot, column in zip(self._slots, found, strict=True):
            tables.setdefault(slot.table, {})[slot.field.name] = column.stored
        self._add_custom(tables, chunk.columns, rows)
        amounts = amount_of_rows(self.main, tables[self.main], rows)
        self._check_amounts(amounts, problems)
        rejects = [_broken(self.source, row) for row in chunk.broken]
        for at in sorted(problems):
            which, problem = problems[at]
            shown = (self._slots[which].header, plain_text(cells[which][at]) or "")
            rejects.append(self.reject(chunk, at, shown, problem))
        places = [at for at in range(rows) if at not in problems] if problems else range(rows)
        if problems:
            tables = {
                table: {name: [column[at] for at in places] for name, column in columns.items()}
                for table, columns in tables.items()
            }
        return Taken(
            chunk,
            places,
            tables,
            rejects,
            rows_read=rows + len(chunk.broken),
            amount_read=sum(amounts),
            amount_rejected=sum(amounts[at] for at in problems),
            rounded=sum(column.rounded for column in found),
        )

    def _converted(self, cells: Sequence[Sequence[Cell]]) -> list[Converted]:
        """Gives the columns converted; one that fills two columns alike is converted once."""
        known: dict[object, Converted] = {}
        found: list[Converted] = []
        for slot, column in zip(self._slots, cells, strict=True):
            how = replace(slot.field, name="", header="")
            if (id(column), how) not in known:
                known[id(column), how] = slot.convert(column)
            found.append(known[id(column), how])
        return found

    def _problems(self, found: Sequence[Converted]) -> dict[int, tuple[int, Problem]]:
        """Gives each bad row's first problem, with the place of the slot that has it."""
        problems: dict[int, tuple[int, Problem]] = {}
        for which, column in enumerate(found):
            for at, problem in column.problems.items():
                problems.setdefault(at, (which, problem))
        self._check_returns(found, problems)
        return problems

    def _check_returns(
        self, found: Sequence[Converted], problems: dict[int, tuple[int, Problem]]
    ) -> None:
        """A return needs its order, or, where the order is not known, its customer."""
        if self.main != "returns":
            return
        named = {slot.field.name: which for which, slot in enumerate(self._slots)}
        parts = [found[named[name]].stored for name in ("order_id", "customer_id") if name in named]
        neither = Problem("is empty", "the order_id, or the customer_id where no order is known")
        for at, row in enumerate(zip(*parts, strict=True)):
            if not any(row):
                problems.setdefault(at, (named.get("order_id", 0), neither))

    def _check_amounts(self, amounts: list[int], problems: dict[int, tuple[int, Problem]]) -> None:
        """A product of two good numbers may be too large for the database."""
        if max(map(abs, amounts), default=0) < LARGEST * MILLION:
            return
        for at, amount in enumerate(amounts):
            if abs(amount) >= LARGEST * MILLION:
                problems.setdefault(at, (0, Problem("has too large an amount", LESS)))
                amounts[at] = 0

    def _add_custom(
        self,
        tables: dict[str, dict[str, Sequence[Stored]]],
        columns: Sequence[Sequence[Cell]],
        rows: int,
    ) -> None:
        by_table: dict[str, dict[str, list[str]]] = {}
        for slot in self._custom:
            cells = slot.column(slot.evaluate(columns, rows))
            by_table.setdefault(slot.table, {})[slot.column.name] = cells
        for table, fields in by_table.items():
            tables[table]["custom"] = objects(fields)


KnownKinds = Mapping[str, Mapping[str, str]]
"""The kinds of custom fields that the database knows, by table and name."""


def check_required(source: Source, table: str, target: Target, exempt: set[str]) -> None:
    """Checks that every required column is filled by something.

    Raises:
        ImportFailed: one is not.
    """
    lacking = [
        field.header
        for field in form(table).fields
        if field.required and field.name not in target.columns and field.name not in exempt
    ]
    if lacking:
        listed = ", ".join(map(repr, lacking))
        raise ImportFailed(
            f"{source.label} has no column for {table}.{listed}, which is required. "
            f"Found: {', '.join(source.headers)}. If its columns have other names, "
            "`wendan import FILE --suggest` proposes a mapping."
        )


def _slots(
    source: Source, mapping: SourceMapping, files: Files, optional: Collection[str]
) -> Iterator[_Slot]:
    for table, target in mapping.tables.items():
        for known in form(table).fields:
            expression = target.columns.get(known.name)
            field = replace(known, required=known.required and known.name not in optional)
            if expression is not None:
                yield _Slot(
                    table,
                    field,
                    _header(expression, field),
                    compiled(expression, source, files.others),
                    converter(field, replace(files.dating, order=mapping.dates)),
                )


def _header(expression: Expression, field: Field) -> str:
    header = getattr(expression, "header", None)
    return field.header if header is None or not isinstance(expression, Column) else header


def _broken(source: Source, row: BrokenRow) -> Reject:
    return Reject(source.label, row.line, "", row.text, row.reason, row.accepted)
