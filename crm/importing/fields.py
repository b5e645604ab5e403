"""What the import knows of each table: its columns as the contract lists them, and their rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import sqlalchemy as sa

from crm.models import CANONICAL
from crm.models.types import Exact

Kind = Literal[
    "id",
    "text",
    "decimal",
    "rate",
    "integer",
    "boolean",
    "date",
    "moment",
    "month",
    "currency",
    "choice",
]


@dataclass(frozen=True)
class Field:
    """One column that an import may fill.

    `header` is the contract's name for it; it differs from `name`, the database's, where the
    database keeps something computed under the contract's name.
    """

    name: str
    header: str
    kind: Kind
    required: bool
    length: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """One table: its fields, its key, and what its rows must refer to.

    `hard` maps a column to the table in which its value must exist; a row without it waits.
    `amount` is the column whose sum the summary reconciles.
    """

    table: sa.Table
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    hard: Mapping[str, str]
    amount: str | None

    @property
    def name(self) -> str:
        """Gives the table's name."""
        return self.table.name

    def field(self, name: str) -> Field:
        """Gives the field whose column in the database is `name`."""
        return next(field for field in self.fields if field.name == name)


CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "users.role": ("rep", "manager", "finance", "admin"),
        "customers.status": ("prospect", "active", "inactive"),
        "orders.status": ("draft", "pending", "confirmed", "shipped", "completed", "cancelled"),
        "activities.kind": (
            "call",
            "visit",
            "message",
            "email",
            "ticket",
            "complaint",
            "training",
        ),
    }
)
_COMPUTED = {"orders": {"amount", "units", "line_count", "paid", "invoiced"}}
_HEADERS = {"orders.amount_given": "amount"}
_OPTIONAL = {"orders.currency", "order_lines.amount", "returns.customer_id", "returns.currency"}
_HARD: Mapping[str, Mapping[str, str]] = {
    "contacts": {"customer_id": "customers"},
    "orders": {"customer_id": "customers"},
    "order_lines": {"order_id": "orders", "product_id": "products"},
    "returns": {"order_id": "orders", "customer_id": "customers"},
    "payments": {"order_id": "orders"},
    "invoices": {"order_id": "orders"},
    "contracts": {"customer_id": "customers"},
    "opportunities": {"customer_id": "customers"},
    "activities": {"customer_id": "customers"},
    "usage": {"customer_id": "customers"},
    "targets": {"user_id": "users"},
}
_KINDS: Mapping[str, Kind] = {
    "targets.month": "month",
    "orders.currency": "currency",
    "returns.currency": "currency",
    "rates.currency": "currency",
    "rates.rate": "rate",
}
_AMOUNTS = {"orders": "amount_given", "usage": "value"}


@cache
def form(table_name: str) -> Form:
    """Gives the form of one of the contract's tables.

    Raises:
        KeyError: the contract has no such table.
    """
    table = {table.name: table for table in CANONICAL}[table_name]
    left_out = _COMPUTED.get(table_name, set()) | {"custom"}
    fields = tuple(_field(column) for column in table.columns if column.name not in left_out)
    amount = _AMOUNTS.get(table_name, "amount")
    return Form(
        table,
        fields,
        tuple(column.name for column in table.primary_key.columns),
        MappingProxyType(dict(_HARD.get(table_name, {}))),
        amount if amount in table.columns else None,
    )


TABLES = tuple(table.name for table in CANONICAL)
"""The names of the contract's tables, each after those that it refers to."""


def _field(column: sa.Column[object]) -> Field:
    path = f"{column.table.name}.{column.name}"
    return Field(
        column.name,
        _HEADERS.get(path, column.name),
        _kind(column, path),
        not column.nullable and path not in _OPTIONAL,
        getattr(column.type, "length", None),
        CHOICES.get(path, ()),
    )


def _kind(column: sa.Column[object], path: str) -> Kind:
    if path in CHOICES:
        return "choice"
    if path in _KINDS:
        return _KINDS[path]
    by_type: tuple[tuple[type[object], Kind], ...] = (
        (Exact, "decimal"),
        (sa.DateTime, "moment"),
        (sa.Date, "date"),
        (sa.Boolean, "boolean"),
        (sa.Integer, "integer"),
    )
    for of_type, kind in by_type:
        if isinstance(column.type, of_type):
            return kind
    return "id" if column.name.endswith("_id") and column.name != "external_id" else "text"
