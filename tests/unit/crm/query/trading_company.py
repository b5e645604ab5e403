"""A company of a few rows, whose figures a reader can add up with a pencil, and how to ask it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, View, caller_named, operator
from crm.customs import custom_dimensions
from crm.measures import Catalog, standard
from crm.models import metadata, orders
from crm.query.fields import Reader
from crm.query.metric import Database, figures
from crm.query.record import records
from crm.query.result import Cell, Table
from crm.query.spec import MetricQuery, RecordQuery

TODAY = date(2026, 11, 21)
"""A Saturday."""
BASE = "CNY"

Row = Mapping[str, object]
Line = tuple[str, int, object]
"""A product, how many, and the amount of all of them."""


def day(text: str) -> date:
    """Gives the day `YYYY-MM-DD`."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Gives the moment `YYYY-MM-DD[ HH:MM:SS]`."""
    return datetime.fromisoformat(text)


class Books:
    """Rows by table, to be put into a database."""

    def __init__(self, rows: dict[str, list[dict[str, object]]] | None = None) -> None:
        self.rows = {} if rows is None else rows

    def __repr__(self) -> str:
        lines = [
            " ".join([table, *(f"{k}={v}" for k, v in row.items() if v is not None)])
            for table, rows in self.rows.items()
            for row in rows
        ]
        return "\n".join(["", *lines, ""])

    def add(self, table: str, **columns: object) -> None:
        """Adds a row of any table; columns that are not given are empty."""
        self.rows.setdefault(table, []).append(columns)

    def customer(self, customer_id: str, owner: str | None = None, **columns: object) -> None:
        """Adds a customer, called like its id unless `name` says otherwise."""
        columns.setdefault("name", customer_id)
        self.add("customers", customer_id=customer_id, owner_id=owner, **columns)

    def order(
        self,
        order_id: str,
        customer_id: str,
        ordered_at: str,
        lines: Sequence[Line] | str,
        **columns: object,
    ) -> None:
        """Adds an order with its lines, or, with an amount in their place, without any."""
        amounts = (
            [Decimal(lines)] if isinstance(lines, str) else [Decimal(str(a)) for *_, a in lines]
        )
        sold = () if isinstance(lines, str) else lines
        self.add(
            "orders",
            **{
                "order_id": order_id,
                "customer_id": customer_id,
                "ordered_at": moment(ordered_at),
                "status": "confirmed",
                "currency": BASE,
                "amount": sum(amounts, Decimal(0)),
                "units": Decimal(sum(quantity for _, quantity, _ in sold)),
                "line_count": len(sold),
                **columns,
            },
        )
        for number, (product, quantity, amount) in enumerate(sold, start=1):
            self.add(
                "order_lines",
                order_id=order_id,
                line_no=number,
                product_id=product,
                quantity=Decimal(quantity),
                unit_price=Decimal(str(amount)) / quantity,
                amount=Decimal(str(amount)),
            )

    def payment(
        self, order_id: str, amount: object, paid_at: str, method: str | None = None
    ) -> None:
        """Adds a payment on an order."""
        self.add(
            "payments",
            payment_id=f"{order_id}-{len(self.rows.get('payments', ()))}",
            order_id=order_id,
            amount=Decimal(str(amount)),
            paid_at=moment(paid_at),
            method=method,
        )

    def fill(self, connection: Connection) -> None:
        """Writes all rows, the orders with what was paid and invoiced on them."""
        for order in self.rows.get("orders", ()):
            order |= {
                "paid": self._sum("payments", order),
                "invoiced": self._sum("invoices", order),
            }
        for name, rows in self.rows.items():
            if not rows:
                continue
            table = metadata.tables[name]
            columns = {key for row in rows for key in row}
            connection.execute(
                table.insert(), [{column: row.get(column) for column in columns} for row in rows]
            )

    def _sum(self, table: str, order: Mapping[str, object]) -> Decimal:
        """Gives what the rows of a table that belong to an order add up to."""
        own = (row for row in self.rows.get(table, ()) if row["order_id"] == order["order_id"])
        return sum((Decimal(str(row["amount"])) for row in own), Decimal(0))

    def into(self, engine: Engine) -> Engine:
        """Writes all rows and gives the engine back."""
        with engine.begin() as connection:
            self.fill(connection)
        return engine


def company() -> Books:
    """Gives the company that most tests ask about. Its orders, in the base currency:

    ```
    order customer region  owner status    ordered at           amount  lines             due
    O1    Acorn    East    Ann   completed 2025-11-10           1000    2 P1 600, 4 P2 400 2025-12-10
    O2    Acorn    East    Ann   confirmed 2026-07-01            300    1 P1 300          2026-11-20
    O3    Acorn    East    Ann   shipped   2026-09-30 23:59:59   500    5 P2 500          2026-11-21
    O4    Birch    East    Bob*  completed 2026-08-15            250    none              2026-10-22
    O5    Birch    East    Ann   cancelled 2026-10-01            900    9 P3 900
    O6    Cedar    South   Bob   completed 2026-08-20           2000    4 P1 2000         2026-10-21
    O7    Cedar    South   Bob   confirmed 2026-08-20            100    1 P2 100          2026-09-22
    O8    Cedar    South   Bob   pending   2026-10-05            700    7 P3 700
    O9    Delta    none    Cat   confirmed 2026-11-20           1500.50 1 P3 1500.50      none
    O10   Delta    North*  Cat   confirmed 2026-11-22             80    1 P2 80           none
    O11   Delta    none    Cat   draft     2026-11-21             60    1 P1 60
    ```

    `*` stands on the order itself; other owners and regions are the customer's. Ann and Bob report
    to Mia, Cat to Max, who reports to Mia.
    """
    books = Books()
    _people(books)
    _customers(books)
    _orders(books)
    _money(books)
    _deals(books)
    return books


def _people(books: Books) -> None:
    for user_id, name, role, team, above in (
        ("adm", "Ada", "admin", None, None),
        ("fin", "Finn", "finance", None, None),
        ("mia", "Mia", "manager", "Blue", None),
        ("max", "Max", "manager", "Red", "mia"),
        ("ann", "Ann", "rep", "Blue", "mia"),
        ("bob", "Bob", "rep", "Blue", "mia"),
        ("cat", "Cat", "rep", "Red", "max"),
    ):
        books.add("users", user_id=user_id, name=name, role=role, team=team, manager_id=above)
    for user_id, month, amount in (
        ("ann", "2026-09", 400),
        ("ann", "2026-10", 100),
        ("bob", "2026-08", 1000),
        ("cat", "2026-11", 3001),
        ("cat", "2026-12", 5000),
    ):
        books.add("targets", user_id=user_id, month=month, amount=Decimal(amount))


def _customers(books: Books) -> None:
    for customer_id, name, owner, region, city, level, made in (
        ("C1", "Acorn", "ann", "East", "Ningbo", "A", "2024-01-10"),
        ("C2", "Birch", "ann", "East", "Hangzhou", "B", "2025-03-05"),
        ("C3", "Cedar", "bob", "South", "Shenzhen", "A", "2026-10-02"),
        ("C4", "Delta", "cat", None, None, None, None),
        ("C5", "Elm", None, "South", "Canton", None, "2026-11-21 18:00:00"),
    ):
        books.customer(
            customer_id,
            owner,
            name=name,
            region=region,
            city=city,
            level=level,
            created_at=moment(made) if made else None,
            country="China" if region else None,
            province={"East": "Zhejiang", "South": "Guangdong"}.get(region or ""),
            industry={"C1": "Food", "C2": "Toys", "C3": "Food"}.get(customer_id),
            status="prospect" if customer_id == "C5" else "active",
            phone=f"1380000000{customer_id[1]}",
            tax_id=f"TAX{customer_id[1]}",
            custom={
                "C1": {"grade": "gold", "seats": 40, "since": "2024-01-10"},
                "C2": {"grade": "silver", "seats": 5.5, "since": "2025-03-05"},
                "C3": {"grade": "gold", "seats": 9},
            }.get(customer_id),
        )
    for field_name, kind in (("grade", "text"), ("seats", "number"), ("since", "date")):
        books.add("custom_fields", table_name="customers", name=field_name, kind=kind)
    for product_id, name, model, category in (
        ("P1", "Pump", "PX-1", "Machines"),
        ("P2", "Valve", "VX-2", "Parts"),
        ("P3", "Filter", None, None),
        ("P4", "Gasket", "GK-4", "Parts"),
    ):
        books.add("products", product_id=product_id, name=name, model=model, category=category)
    for contact_id, customer_id, name in (("K1", "C1", "Kim"), ("K2", "C3", "Lee")):
        books.add(
            "contacts", contact_id=contact_id, customer_id=customer_id, name=name, phone="1390000"
        )


def _orders(books: Books) -> None:
    def order(
        order_id: str,
        customer_id: str,
        at: str,
        lines: Sequence[Line] | str,
        due: str | None,
        **columns: object,
    ) -> None:
        due_date = day(due) if due else None
        books.order(order_id, customer_id, at, lines, due_date=due_date, **columns)

    two = [("P1", 2, 600), ("P2", 4, 400)]
    order("O1", "C1", "2025-11-10 09:30:00", two, "2025-12-10", status="completed", channel="web")
    order("O2", "C1", "2026-07-01", [("P1", 1, 300)], "2026-11-20", channel="web")
    late = "2026-09-30 23:59:59"
    order("O3", "C1", late, [("P2", 5, 500)], "2026-11-21", status="shipped", channel="shop")
    order("O4", "C2", "2026-08-15", "250", "2026-10-22", status="completed", owner_id="bob")
    order("O5", "C2", "2026-10-01", [("P3", 9, 900)], None, status="cancelled", channel="web")
    order("O6", "C3", "2026-08-20", [("P1", 4, 2000)], "2026-10-21", status="completed")
    order("O7", "C3", "2026-08-20", [("P2", 1, 100)], "2026-09-22", channel="shop")
    order("O8", "C3", "2026-10-05", [("P3", 7, 700)], None, status="pending")
    order("O9", "C4", "2026-11-20 10:00:00", [("P3", 1, "1500.50")], None, channel="web")
    order("O10", "C4", "2026-11-22", [("P2", 1, 80)], None, ship_region="North", ship_city="Harbin")
    order("O11", "C4", "2026-11-21", [("P1", 1, 60)], None, status="draft")


def _money(books: Books) -> None:
    books.payment("O1", 1000, "2025-12-01", "wire")
    books.payment("O2", 100, "2026-07-20", "wire")
    books.payment("O2", 50, "2026-11-21 23:59:59", "cash")
    books.payment("O3", 500, "2026-11-22")
    books.payment("O6", 1200, "2026-09-01", "wire")
    books.payment("O5", 10, "2026-10-02", "cash")
    for return_id, order_id, customer_id, amount, at, product, quantity, reason in (
        ("T1", "O1", "C1", "150", "2026-07-31 12:00:00", "P1", "1", "broken"),
        ("T2", "O6", "C3", "500", "2026-09-01", "P1", "1", "late"),
        ("T3", None, "C2", "25.25", "2026-08-31", None, None, None),
    ):
        books.add(
            "returns",
            return_id=return_id,
            order_id=order_id,
            customer_id=customer_id,
            currency=BASE,
            amount=Decimal(amount),
            returned_at=moment(at),
            product_id=product,
            quantity=None if quantity is None else Decimal(quantity),
            reason=reason,
        )
    for invoice_id, order_id, amount, at in (
        ("I1", "O1", "1000", "2025-11-11"),
        ("I2", "O2", "120", "2026-07-02"),
        ("I3", "O6", "2000", "2026-11-22"),
        ("I4", "O5", "900", "2026-10-01"),
    ):
        books.add(
            "invoices",
            invoice_id=invoice_id,
            order_id=order_id,
            amount=Decimal(amount),
            issued_at=moment(at),
            number=f"No. {invoice_id}",
        )


def _deals(books: Books) -> None:
    for deal, customer_id, owner, stage, amount, expected, closed in (
        ("D1", "C1", "ann", "报价", "1000", "2026-12-01", None),
        ("D2", "C1", None, "赢单", "400", "2026-08-01", "2026-09-30 18:00:00"),
        ("D3", "C2", "bob", "Closed Won", "200", "2026-07-15", None),
        ("D4", "C3", None, "输单", "900", "2026-09-01", "2026-10-01"),
        ("D5", "C4", "cat", None, "70", None, None),
    ):
        books.add(
            "opportunities",
            opportunity_id=deal,
            customer_id=customer_id,
            owner_id=owner,
            name=f"Deal {deal}",
            stage=stage,
            amount=Decimal(amount),
            expected_close=moment(expected) if expected else None,
            closed_at=moment(closed) if closed else None,
            lead_source="fair" if deal in {"D1", "D3"} else None,
        )
    for contract, customer_id, start, end, amount, product in (
        ("K1", "C1", "2026-01-01", "2026-12-31", "600", "P1"),
        ("K2", "C3", "2026-07-01", "2027-06-30", None, None),
    ):
        books.add(
            "contracts",
            contract_id=contract,
            customer_id=customer_id,
            start_date=day(start),
            end_date=day(end),
            name=f"Contract {contract}",
            amount=None if amount is None else Decimal(amount),
            product_id=product,
            status="active",
        )
    kinds = ("call", "visit", "visit", "message", "email", "ticket", "complaint", "training")
    for number, kind in enumerate(kinds, start=1):
        books.add(
            "activities",
            activity_id=f"V{number}",
            customer_id="C3" if kind == "complaint" else "C1",
            kind=kind,
            occurred_at=moment(f"2026-09-{number:02} 08:00:00"),
            user_id="bob" if kind == "visit" else None,
        )


class Office:
    """Where questions are asked: a database, and the day."""

    def __init__(self, engine: Engine, today: date = TODAY, catalog: Catalog | None = None) -> None:
        self.engine = engine
        self.today = today
        self.catalog = catalog or standard()

    def figures(self, query: MetricQuery, *, caller: str | None = None) -> Table:
        """Gives the answer to `query`, as a user of the company sees it (None: the operator)."""
        with self.engine.connect() as connection:
            return figures(self.database(connection), self.reader(connection, caller), query)

    def records(self, query: RecordQuery, *, caller: str | None = None) -> Table:
        """Gives the list of `query`, as a user of the company sees it (None: the operator)."""
        with self.engine.connect() as connection:
            return records(self.database(connection), self.reader(connection, caller), query)

    def database(self, connection: Connection) -> Database:
        """Gives what queries run on, with the custom fields and currencies that there are."""
        catalog = self.catalog.with_dimensions(custom_dimensions(connection))
        found = connection.execute(sa.select(orders.c.currency).distinct()).scalars()
        return Database(connection, catalog, BASE, frozenset(found))

    def reader(self, connection: Connection, caller: str | None) -> Reader:
        """Gives the eyes of a user of the company (None: the operator)."""
        return Reader(View(seen_by(connection, caller)), self.today, connection.dialect.name)


def seen_by(connection: Connection, caller: str | None) -> Caller:
    """Gives the caller of that user id; the operator without one."""
    return operator() if caller is None else caller_named(connection, caller)


def rows(table: Table) -> list[tuple[Cell, ...]]:
    """Gives the table's rows as tuples, whole numbers as int, so that they read well in a test."""
    return [tuple(_plain(cell) for cell in row) for row in table.rows]


def totals(table: Table) -> tuple[Cell, ...] | None:
    """Gives the table's totals as `rows` gives the rows."""
    return None if table.totals is None else tuple(_plain(cell) for cell in table.totals)


def _plain(cell: Cell) -> Cell:
    return int(cell) if isinstance(cell, Decimal) and cell == cell.to_integral_value() else cell
