"""Column types that SQLite and PostgreSQL hold alike."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

SCALE = 6
_UNITS = Decimal(10) ** SCALE
_QUANTUM = Decimal(1).scaleb(-SCALE)


class Exact(TypeDecorator[Decimal]):
    """A decimal with six places that adds up exactly in every database.

    SQLite has no decimal type: its NUMERIC is a binary float, and a sum of floats rounds a half
    to the wrong side. There the value is an integer of millionths (largest sum: 9.2e12).
    PostgreSQL holds NUMERIC(20, 6).
    """

    impl = sa.Numeric(20, SCALE)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Gives the type that `dialect` stores."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.Numeric(20, SCALE))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Gives what the driver gets for `value`."""
        if value is None:
            return None
        exact = Decimal(value).quantize(_QUANTUM, ROUND_HALF_UP)
        return int(exact * _UNITS) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:
        """Gives the decimal that the driver's `value` stands for, without trailing zeros."""
        if value is None:
            return None
        exact = Decimal(str(value))
        return exact / _UNITS if dialect.name == "sqlite" else exact


def moment() -> sa.types.TypeEngine[Any]:
    """Gives a date-time in the business time zone, to the second, without an offset."""
    return sa.DateTime().with_variant(sqlite.DATETIME(truncate_microseconds=True), "sqlite")


class Document(TypeDecorator[Any]):
    """A JSON document; JSONB on PostgreSQL, whose dialect is loaded only where it is used."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Gives the type that `dialect` stores."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON())
        from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415  (54 ms of a cold start)

        return dialect.type_descriptor(JSONB())

    def coerce_compared_value(self, op: Any, value: object) -> TypeEngine[Any]:
        """Gives the type of a field's name in `document[name]`."""
        return self.impl_instance.coerce_compared_value(op, value)
