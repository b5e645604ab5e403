"""Plain sources: each row is a row of one table, as in the contract's own files."""

from crm.importing.cells import CHUNK_ROWS, Source
from crm.importing.failures import ImportFailed
from crm.importing.fields import TABLES, form
from crm.importing.intake import Intake, Taken, check_required
from crm.importing.mapping import Column, SourceMapping, Target
from crm.importing.registry import normal
from crm.importing.run import Run
from crm.importing.tallies import SourceTally, Sum
from crm.importing.values import Problem

_CLASH = Problem("stands in an earlier row of this import, with other values", "each key once")


def table_named(source: Source) -> str | None:
    """Gives the contract's table that a source is named after, if it is."""
    return next((table for table in TABLES if normal(table) == normal(source.name)), None)


def contract_mapping(source: Source, table: str) -> SourceMapping:
    """Gives the mapping of a source whose headers are the contract's: other columns are custom.

    Raises:
        ImportFailed: two headers mean the same column.
    """
    known = {normal(field.header): field for field in form(table).fields}
    named = [normal(header) for header in source.headers]
    twice = [header for header in source.headers if named.count(normal(header)) > 1 and header]
    if twice:
        raise ImportFailed(
            f"{source.label}: the headers {' and '.join(map(repr, twice))} mean the same column. "
            "Rename or remove one."
        )
    columns = {
        known[normal(header)].name: Column(header)
        for header in source.headers
        if normal(header) in known
    }
    custom = {
        header: Column(header)
        for header in source.headers
        if header and normal(header) not in known
    }
    return SourceMapping(source.label, {table: Target(columns, custom)})


def load_plain(source: Source, mapping: SourceMapping, table: str, run: Run) -> None:
    """Loads one source into one table.

    Raises:
        ImportFailed: a required column is missing.
    """
    target = mapping.tables[table]
    derived = (
        {"unit_price"} if table == "order_lines" and "amount" in target.columns else set[str]()
    )
    check_required(source, table, target, derived)
    own = SourceMapping(mapping.source, {table: target}, None, mapping.dates)
    intake = Intake(source, own, table, run.files, run.registry.kinds())
    tally = run.loader.tallies.source(source.label, table)
    for taken in run.ahead(intake.chunks(CHUNK_ROWS)):
        _load(taken, intake, tally, run)
    run.keep_custom_fields(intake)


def _load(taken: Taken, intake: Intake, tally: SourceTally, run: Run) -> None:
    run.note(taken, intake.source)
    tally.add("read", Sum(taken.rows_read, taken.amount_read))
    loaded = run.loader.load(taken.batch(intake.main), intake.source.label)
    tally.add("kept", loaded.kept)
    tally.add("waiting", loaded.waiting)
    clashes = [
        intake.reject(taken.chunk, taken.places[at], (", ".join(form(intake.main).key), ""), _CLASH)
        for at in loaded.clashing
    ]
    rejected = loaded.clashed + Sum(len(taken.rejects), taken.amount_rejected)
    tally.add("rejected", rejected)
    run.loader.tallies.tables[intake.main].add("rejected", rejected)
    run.reject([*taken.rejects, *clashes])
