"""The rows of a company as facts that can be counted, as far as a caller may see them.

In plain Python, as contract section 2 words it: nothing here looks at the statements of `crm`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from crm.query.result import Cell
from tests.unit.crm.query.trading_company import BASE, Row

COUNTED = {"confirmed", "shipped", "completed"}


@dataclass(frozen=True)
class Fact:
    """One row of a table with all that it can be split by, and when what happened to it."""

    dimensions: Mapping[str, Cell]
    dates: Mapping[str, date | None]
    customer: str | None
    currency: str
    id: str
    amount: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)
    owner: str | None = None


@dataclass(frozen=True)
class PlainCompany:
    """The rows of a company as one caller sees them on one day."""

    rows: Mapping[str, list[dict[str, object]]]
    caller: str
    today: date
    _found: dict[str, list[Fact]] = field(default_factory=dict[str, list[Fact]])

    # -- who sees what ----------------------------------------------------------------------

    @cached_property
    def people(self) -> dict[str, Row]:
        """Gives the users by id."""
        return {str(row["user_id"]): row for row in self.rows.get("users", ())}

    @cached_property
    def owners(self) -> set[str] | None:
        """Gives the users whose customers the caller sees; None for everybody's."""
        role = self.people[self.caller]["role"]
        if role in {"finance", "admin"}:
            return None
        if role == "rep":
            return {self.caller}
        found: set[str] = set()
        grown = True
        while grown:
            above = found | {self.caller}
            more = {i for i, row in self.people.items() if row.get("manager_id") in above} - found
            grown = bool(more - {self.caller})
            found |= more - {self.caller}
        return found

    def sees_customer(self, customer: Row) -> bool:
        """Whether the caller sees a customer and what hangs on it."""
        return self.owners is None or customer["owner_id"] in self.owners

    def _team(self, user: object) -> Cell:
        known = self.people.get(str(user))
        visible = self.owners is None or user in self.owners | {self.caller}
        return str(known["team"]) if known and visible and known.get("team") else None

    # -- facts ------------------------------------------------------------------------------

    @cached_property
    def customers(self) -> dict[str, Row]:
        """Gives the visible customers by id."""
        return {
            str(row["customer_id"]): row
            for row in self.rows.get("customers", ())
            if self.sees_customer(row)
        }

    def facts(self, table: str) -> list[Fact]:
        """Gives the visible facts of a table."""
        if table not in self._found:
            self._found[table] = list(getattr(self, f"_{table}")())
        return self._found[table]

    def _of(self, name: str) -> Iterable[Row]:
        visible = self.customers
        return [row for row in self.rows.get(name, ()) if row["customer_id"] in visible]

    def _about(self, customer: object, owner: object = None) -> dict[str, Cell]:
        row = self.customers[str(customer)]
        who = owner or row["owner_id"]
        return {
            "customer": str(customer),
            "owner": _text(who),
            "team": self._team(who),
            "region": _text(row["region"]),
            "level": _text(row["level"]),
        }

    def _about_order(self, order: Row) -> dict[str, Cell]:
        about = self._about(order["customer_id"], order["owner_id"])
        return about | {
            "region": _text(order["ship_region"]) or about["region"],
            "channel": _text(order["channel"]),
            "status": _text(order["status"]),
            "currency": _text(order["currency"]),
            "age": self._age(order["due_date"]),
        }

    def _age(self, due: object) -> str:
        late = (self.today - due).days if isinstance(due, date) else 0
        steps = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
        return next((name for days, name in steps if late <= days), "over_90")

    def _orders(self) -> Iterable[Fact]:
        first: dict[object, object] = {}
        for order in self.rows.get("orders", ()):
            if order["status"] in COUNTED:
                earliest = first.setdefault(order["customer_id"], order["ordered_at"])
                first[order["customer_id"]] = min(earliest, order["ordered_at"])  # type: ignore[type-var]
        for order in self._of("orders"):
            at = order["ordered_at"]
            earliest = first.get(order["customer_id"])
            is_first = earliest is None or not earliest < at  # type: ignore[operator]
            yield Fact(
                self._about_order(order),
                {"at": _day(at), "due": _day(order["due_date"]), "first": _day(at) if is_first else None},
                str(order["customer_id"]),
                str(order["currency"]),
                str(order["order_id"]),
                _number(order["amount"]),
                _number(order["units"]),
            )  # fmt: skip

    @cached_property
    def orders_by_id(self) -> dict[str, tuple[Row, Fact]]:
        """Gives the visible orders with their facts."""
        return {
            fact.id: (row, fact)
            for row, fact in zip(self._of("orders"), self.facts("orders"), strict=True)
        }

    def _category(self, product: object) -> Cell:
        for row in self.rows.get("products", ()):
            if row["product_id"] == product:
                return _text(row["category"])
        return None

    def _lines(self) -> Iterable[Fact]:
        for line in self.rows.get("order_lines", ()):
            if line["order_id"] in self.orders_by_id:
                _, order = self.orders_by_id[str(line["order_id"])]
                product = line["product_id"]
                more = {"product": _text(product), "category": self._category(product)}
                yield Fact(
                    {**order.dimensions, **more},
                    order.dates,
                    order.customer,
                    order.currency,
                    order.id,
                    _number(line["amount"]),
                    _number(line["quantity"]),
                )

    def _payments(self) -> Iterable[Fact]:
        return self._on_orders("payments", "payment_id", "paid_at", "paid", method="method")

    def _invoices(self) -> Iterable[Fact]:
        return self._on_orders("invoices", "invoice_id", "issued_at", "issued")

    def _on_orders(self, table: str, key: str, at: str, name: str, **more: str) -> Iterable[Fact]:
        for row in self.rows.get(table, ()):
            if row["order_id"] in self.orders_by_id:
                _, order = self.orders_by_id[str(row["order_id"])]
                own = {dimension: _text(row[column]) for dimension, column in more.items()}
                yield Fact(
                    {**order.dimensions, **own},
                    {**order.dates, name: _day(row[at])},
                    order.customer,
                    order.currency,
                    str(row[key]),
                    _number(row["amount"]),
                )

    def _returns(self) -> Iterable[Fact]:
        for row in self._of("returns"):
            order = next(
                (o for o in self.rows.get("orders", ()) if o["order_id"] == row["order_id"]), None
            )
            about = self._about(row["customer_id"], order["owner_id"] if order else None)
            product = row["product_id"]
            yield Fact(
                {
                    **about,
                    "region": _text(order["ship_region"] if order else None) or about["region"],
                    "channel": _text(order["channel"]) if order else None,
                    "status": _text(order["status"]) if order else None,
                    "currency": _text(row["currency"]),
                    "age": self._age(order["due_date"] if order else None),
                    "product": _text(product),
                    "category": self._category(product),
                    "reason": _text(row["reason"]),
                },
                {"at": _day(row["returned_at"])},
                str(row["customer_id"]),
                str(row["currency"]),
                str(row["return_id"]),
                _number(row["amount"]),
            )

    def _targets(self) -> Iterable[Fact]:
        for row in self.rows.get("targets", ()):
            user = str(row["user_id"])
            if self.owners is None or user in self.owners:
                yield Fact(
                    {"owner": user, "team": self._team(user)},
                    {"at": date.fromisoformat(f"{row['month']}-01")},
                    None,
                    BASE,
                    f"{user} {row['month']}",
                    _number(row["amount"]),
                )

    def _opportunities(self) -> Iterable[Fact]:
        for row in self._of("opportunities"):
            expected = _day(row["expected_close"])
            yield Fact(
                {**self._about(row["customer_id"], row["owner_id"]), "stage": _text(row["stage"])},
                {"expected": expected, "closed": _day(row["closed_at"]) or expected},
                str(row["customer_id"]),
                BASE,
                str(row["opportunity_id"]),
                _number(row["amount"]),
            )

    def _customers(self) -> Iterable[Fact]:
        for key, row in self.customers.items():
            yield Fact(self._about(key), {"at": _day(row["created_at"])}, key, BASE, key)

    def _activities(self) -> Iterable[Fact]:
        for row in self._of("activities"):
            yield Fact(
                {**self._about(row["customer_id"], row["user_id"]), "kind": _text(row["kind"])},
                {"at": _day(row["occurred_at"])},
                str(row["customer_id"]),
                BASE,
                str(row["activity_id"]),
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
