"""What SQLite, which keeps no statistics here, is told about conditions; PostgreSQL knows it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Unindexed(FunctionElement[Any]):
    """A column of which no index is used, where a pass through its whole table costs less.

    SQLite takes an index for a condition whenever there is one, even if it leaves nearly all rows,
    each of which is then looked up by itself. A plus sign is its own way to say so
    (sqlite.org/optoverview).
    """

    inherit_cache = True
    name = "unindexed"

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


class Rare(FunctionElement[bool]):
    """A condition that hardly any row meets: those that do are read first, by its index.

    SQLite takes a quarter of the rows to be above a bound, and would rather begin with a list of
    customers and look through all their rows.
    """

    inherit_cache = True
    name = "rare"
    type = sa.Boolean()

    def __init__(self, condition: sa.ColumnElement[bool]) -> None:
        super().__init__(condition)

    def self_group(self, against: object = None) -> "Rare":
        """Gives itself: `= 1` behind it would make the hint one about another condition."""
        del against
        return self


@compiles(Unindexed)
@compiles(Rare)
def _bare(element: Unindexed | Rare, compiler: Any, **named: Any) -> str:
    return compiler.process(element.clause_expr.element, **named)


@compiles(Unindexed, "sqlite")
def _plus(element: Unindexed, compiler: Any, **named: Any) -> str:
    return f"+{compiler.process(element.clause_expr.element, **named)}"


@compiles(Rare, "sqlite")
def _likelihood(element: Rare, compiler: Any, **named: Any) -> str:
    return f"likelihood({compiler.process(element.clause_expr.element, **named)}, 0.0001)"
