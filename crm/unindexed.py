"""A column that SQLite is told not to look up by its index."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Unindexed(FunctionElement[Any]):
    """A column of which no index is used, where a pass through its whole table costs less.

    SQLite takes an index for a condition whenever there is one, even if it leaves nearly all rows,
    each of which is then looked up by itself. A plus sign is its own way to say so
    (sqlite.org/optoverview); PostgreSQL knows by its statistics.
    """

    inherit_cache = True
    name = "unindexed"

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Unindexed)
def _bare(element: Unindexed, compiler: Any, **named: Any) -> str:
    return compiler.process(element.clause_expr.element, **named)


@compiles(Unindexed, "sqlite")
def _plus(element: Unindexed, compiler: Any, **named: Any) -> str:
    return f"+{compiler.process(element.clause_expr.element, **named)}"
