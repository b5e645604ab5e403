"""A shop of a few customers whose rhythms are plain to see."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.engine import Connection

from crm.insight.value.purchases import History, Purchase
from crm.models import customers, order_lines, orders, products, users

TODAY = date(2026, 11, 21)


def every(days: int, times: int, last: date = TODAY) -> list[date]:
    """Gives so many days at even distances, of which `last` is the latest."""
    return [last - timedelta(days=days * back) for back in range(times - 1, -1, -1)]


def history(name: str, days: Iterable[date], amount: int = 100, currency: str = "CNY") -> History:
    """Gives the history of a customer who bought for `amount` on each of the days."""
    return History(name, name, tuple(Purchase(day, Decimal(amount), currency) for day in days))


def fill(connection: Connection, placed: Sequence[tuple[str, date, str, str, str]]) -> None:
    """Puts orders into an empty database: customer, day, amount, currency, status.

    Each order has one line of the product P1, two of them. Customers whose name begins with A are
    those of the rep U1, the others those of U2.
    """
    people = [{"user_id": u, "name": u, "role": "rep", "team": u} for u in ("U1", "U2")]
    connection.execute(users.insert(), people)
    names = sorted({name for name, *_ in placed})
    connection.execute(
        customers.insert(),
        [
            {"customer_id": name, "name": name, "owner_id": "U1" if name[0] == "A" else "U2"}
            for name in names
        ],
    )
    connection.execute(products.insert(), [{"product_id": "P1", "name": "Toner"}])
    for number, (name, day, amount, currency, status) in enumerate(placed):
        connection.execute(
            orders.insert(),
            {
                "order_id": f"SO{number:03}",
                "customer_id": name,
                "ordered_at": datetime.combine(day, time(10)),
                "status": status,
                "currency": currency,
                "amount": Decimal(amount),
                "units": Decimal(2),
                "line_count": 1,
                "paid": Decimal(0),
                "invoiced": Decimal(0),
            },
        )
        connection.execute(
            order_lines.insert(),
            {
                "order_id": f"SO{number:03}",
                "line_no": 1,
                "product_id": "P1",
                "quantity": Decimal(2),
                "unit_price": Decimal(amount) / 2,
                "amount": Decimal(amount),
            },
        )
