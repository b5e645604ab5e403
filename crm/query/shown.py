"""The query of an answer as whoever may see it reads it: with its values in place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.engine import CursorResult


def as_run(result: CursorResult[object]) -> str:
    """Gives the statement that gave a result, its values in place. It is shown and never run.

    What the database was sent is taken: making it anew for the reader takes as long as the query.
    """
    context = result.context
    values = context.parameters[0]
    if isinstance(values, Mapping):  # psycopg's: %(name)s
        plain = context.statement.replace(")s::VARCHAR", ")s")  # a quoted text needs no cast
        return plain % {name: _literal(value) for name, value in values.items()}
    return _filled(context.statement, values)


def _filled(statement: str, values: Sequence[object]) -> str:
    """Gives a statement with its question marks replaced; our own text has none but these."""
    first, *parts = statement.split("?")
    filled = zip(map(_literal, values), parts, strict=True)
    return first + "".join(value + part for value, part in filled)


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int() | float() | Decimal():
            return str(value)
        case datetime():
            return f"'{value.isoformat(sep=' ')}'"
        case date():
            return f"'{value.isoformat()}'"
        case _:
            return "'" + str(value).replace("'", "''") + "'"
