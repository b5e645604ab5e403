"""Sheets of lines: each row is an invoice line with its order, customer and product beside it.

Two passes. The first converts the rows, keeps them in a spool and collects customers, products and
orders; these are loaded. The second turns the spooled rows into lines and returns of those orders.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from sys import intern

from crm.importing.cancels import recogniser
from crm.importing.cells import CHUNK_ROWS, Source
from crm.importing.completing import amount_of_rows, unit_prices
from crm.importing.entities import Entities, Entity, batches
from crm.importing.fields import form
from crm.importing.intake import Intake, Taken, check_required
from crm.importing.mapping import Constant, SourceMapping, Target
from crm.importing.order_ids import OrderKey, order_ids
from crm.importing.run import Run
from crm.importing.sheet_lines import LineLoader
from crm.importing.spool import Columns, Spool
from crm.importing.tallies import Sum
from crm.importing.values import Stored

_NOT_IN_EVERY_ROW = {"name", "user_id"}
"""Required columns that a row may lack: another row has the name, or there was no salesperson."""


def load_sheets_of_lines(sources: Sequence[Source], mapping: SourceMapping, run: Run) -> None:
    """Loads sheets of the same form as if they were one.

    Raises:
        ImportFailed: a required column is not mapped, or a mapped one not there.
    """
    whole = _completed(mapping)
    with Spool() as spool:
        sheets = [_Sheet(source, whole, run) for source in sources]
        found = _Found(whole)
        for at, sheet in enumerate(sheets):
            for columns in sheet.read(found, run):
                spool.add(at, columns)
        for entities in found.parties:
            _load_entities(entities, run)
        ids = _load_orders(found.orders, run)
        lines = LineLoader(ids, whole, run)
        for at, columns in run.ahead(spool):
            lines.load(columns, sheets[at].source.label, sheets[at].tally)
    for sheet in sheets:
        run.keep_custom_fields(sheet.intake)


def _completed(mapping: SourceMapping) -> SourceMapping:
    """Gives the mapping with what goes without saying: an order's customer, a line's product."""
    tables = dict(mapping.tables)
    order, line = tables["orders"], tables["order_lines"]
    columns = {"status": Constant("completed"), **order.columns}
    if "customers" in tables:
        columns.setdefault("customer_id", tables["customers"].columns["customer_id"])
    tables["orders"] = Target(columns, order.custom)
    columns = {name: value for name, value in line.columns.items() if name != "order_id"}
    if "products" in tables:
        columns.setdefault("product_id", tables["products"].columns["product_id"])
    tables["order_lines"] = Target(columns, line.custom)
    return SourceMapping(mapping.source, tables, mapping.cancels, mapping.dates)


class _Found:
    """The entities of all sheets."""

    def __init__(self, mapping: SourceMapping) -> None:
        self.parties = [
            Entities(table, _names(table, mapping))
            for table in ("users", "customers", "products")
            if table in mapping.tables
        ]
        names = _names("orders", mapping)
        number, customer, moment = map(names.index, ("order_id", "customer_id", "ordered_at"))

        def key(row: tuple[Stored, ...]) -> OrderKey:
            return str(row[number]), str(row[customer]), intern(str(row[moment])[:10])

        self.orders = Entities("orders", names, key)

    def add(self, taken: Taken, is_return: list[bool]) -> None:
        """Adds the entities of a chunk; a return makes no order."""
        for entities in self.parties:
            entities.add(taken.tables[entities.table])
        orders = taken.tables["orders"]
        if any(is_return):
            kept = [not one for one in is_return]
            orders = {name: list(compress(cells, kept)) for name, cells in orders.items()}
        self.orders.add(orders)


def _names(table: str, mapping: SourceMapping) -> list[str]:
    target = mapping.tables[table]
    return [*target.columns, *(["custom"] if target.custom else [])]


class _Sheet:
    """One sheet in the first pass."""

    def __init__(self, source: Source, mapping: SourceMapping, run: Run) -> None:
        self.source = source
        line = mapping.tables["order_lines"]
        derived = {"order_id", "line_no", *(["unit_price"] if "amount" in line.columns else [])}
        for table in ("users", "customers", "products", "orders", "order_lines"):
            if table in mapping.tables:
                exempt = derived if table == "order_lines" else _NOT_IN_EVERY_ROW
                check_required(source, table, mapping.tables[table], exempt)
        kinds = run.registry.kinds()
        self.intake = Intake(
            source, mapping, "order_lines", run.files, kinds, optional=_NOT_IN_EVERY_ROW
        )
        self.tally = run.loader.tallies.source(source.label, "order_lines")
        self._is_return = recogniser(mapping.cancels, source)

    def read(self, found: _Found, run: Run) -> Iterator[Columns]:
        """Gives the columns that the second pass needs, chunk by chunk."""
        for taken in self.intake.chunks(CHUNK_ROWS):
            run.note(taken, self.source)
            run.reject(taken.rejects)
            rejected = Sum(len(taken.rejects), taken.amount_rejected)
            self.tally.add("read", Sum(taken.rows_read, taken.amount_read))
            self.tally.add("rejected", rejected)
            run.loader.tallies.tables["order_lines"].add("rejected", rejected)
            is_return = self._is_return(taken)
            found.add(taken, is_return)
            yield _spooled(taken, is_return)


def _spooled(taken: Taken, is_return: list[bool]) -> Columns:
    lines, orders = dict(taken.tables["order_lines"]), taken.tables["orders"]
    rows = len(taken.places)
    amounts = amount_of_rows("order_lines", lines, rows)
    if "unit_price" not in lines:
        lines["unit_price"] = unit_prices(lines["quantity"], amounts)
    moments = orders["ordered_at"]
    return {
        **{f"line {name}": cells for name, cells in lines.items()},
        **{f"return {name}": cells for name, cells in taken.tables.get("returns", {}).items()},
        "line amount": amounts,
        "line": taken.lines,
        "is return": [int(one) for one in is_return],
        "number": orders["order_id"],
        "customer": orders["customer_id"],
        "day": [str(moment)[:10] for moment in moments],
        "moment": moments,
        "currency": orders.get("currency", [None] * rows),
    }


def _load_entities(entities: Entities, run: Run) -> None:
    names = [*entities.names, *([] if "name" in entities.names else ["name"])]
    key_at = names.index(form(entities.table).key[0])
    name_at = names.index("name")

    def rows() -> Iterator[tuple[Stored, ...]]:
        for key, entity in entities.settled():
            if key is None:
                continue
            _report(entity, run)
            row = [*entity.values, None][: len(names)]
            row[name_at] = row[name_at] or row[key_at]
            yield tuple(row)

    for batch in batches(entities.table, names, rows()):
        run.loader.load(batch, entities.table)


def _load_orders(entities: Entities, run: Run) -> Mapping[OrderKey, str]:
    """Loads the orders and gives their ids."""
    found: dict[OrderKey, tuple[Stored, ...]] = {}
    for key, entity in entities.settled():
        _report(entity, run)
        found[key] = entity.values  # pyright: ignore[reportArgumentType] (the key is an OrderKey)
    run.loader.insert_pending()
    ids, splits = order_ids(run.loader.connection, found)
    for number, of_number in splits.items():
        run.split(number, of_number)
    at = entities.names.index("order_id")
    names = [*entities.names, "external_id"]
    if "external_id" in entities.names:
        names.pop()

    def rows() -> Iterator[tuple[Stored, ...]]:
        for key, values in found.items():
            row = [*values, key[0]][: len(names)]
            row[at] = ids[key]
            yield tuple(row)

    for batch in batches("orders", names, rows()):
        run.loader.load(batch, "orders")
    return ids


def _report(entity: Entity, run: Run) -> None:
    for conflict in entity.conflicts:
        run.conflict(conflict)
