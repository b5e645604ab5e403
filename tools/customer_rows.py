"""The rows of one customer, read with the caller's eyes, and kept as evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from crm.query.result import Cell
from crm.query.spec import Filter, MetricQuery, Order, RecordQuery
from tools.base import Evidence, ToolContext
from tools.metrics import query_metrics
from tools.records import list_records

Row = Mapping[str, Cell]


@dataclass(frozen=True)
class CustomerRows:
    """Reads rows of one customer, and keeps what was read."""

    context: ToolContext
    customer_id: str
    today: date
    evidence: list[Evidence] = field(default_factory=list[Evidence])

    @property
    def only(self) -> Filter:
        """Gives the condition that a row is the customer's."""
        return Filter("customer", "in", (self.customer_id,))

    @property
    def found(self) -> int:
        """Gives how many rows there were in all when rows were read last."""
        return self.evidence[-1].table.row_count

    def rows(
        self,
        entity: str,
        columns: Sequence[str],
        *more: Filter,
        by: Order,
        limit: int = 1,
        states: tuple[str, ...] = (),
    ) -> list[Row]:
        """Gives the first rows of an entity.

        Raises:
            QueryError: a column is not known.
        """
        query = RecordQuery(
            entity,
            tuple(columns),
            filters=(self.only, *more),
            states=states,
            order=(by,),
            limit=limit,
        )
        found = list_records(self.context, query)
        self.evidence.append(found)
        names = [column.name for column in found.table.columns]
        return [dict(zip(names, row, strict=True)) for row in found.table.rows]

    def figures(self, query: MetricQuery) -> list[tuple[Cell, ...]]:
        """Gives the rows of a query of figures.

        Raises:
            QueryError: the figures cannot be split so.
        """
        found = query_metrics(self.context, query)
        self.evidence.append(found)
        return list(found.table.rows)

    def amounts(self, measure: str) -> dict[str, Decimal]:
        """Gives what a measure comes to by currency, where it is more than zero."""
        rows = self.figures(MetricQuery((measure,), group_by=("currency",), filters=(self.only,)))
        return {
            str(currency): amount
            for currency, amount in rows
            if isinstance(amount, Decimal) and amount > 0
        }

    def customs(self, table: str) -> tuple[str, ...]:
        """Gives the custom fields that a table's rows have, as queries name them."""
        every = self.context.database.catalog.dimensions
        return tuple(
            name for name, one in every.items() if one.custom and name.startswith(f"{table}:")
        )


def day_of(value: Cell) -> date | None:
    """Gives the day of a cell; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
