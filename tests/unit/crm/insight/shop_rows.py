"""The shop's orders as rows of a database."""

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from crm.insight.order import Order
from crm.models import customers, order_lines, orders, payments, products, users

OWNERS = {"C1": "U2", "C2": "U3"}


def open_shop(connection: Connection) -> None:
    """Puts people, two customers with different owners and a product into an empty database."""
    connection.execute(
        users.insert(),
        [
            {"user_id": "U1", "name": "何听澜", "role": "manager", "manager_id": None},
            {"user_id": "U2", "name": "袁怀瑾", "role": "rep", "manager_id": "U1"},
            {"user_id": "U3", "name": "周怀瑾", "role": "rep", "manager_id": None},
            {"user_id": "U4", "name": "Soren", "role": "finance", "manager_id": None},
            {"user_id": "U9", "name": "陈立夏", "role": "admin", "manager_id": None},
        ],
    )
    connection.execute(
        customers.insert(),
        [
            {"customer_id": key, "name": f"{key} Ltd", "owner_id": owner, "industry": "电子"}
            for key, owner in OWNERS.items()
        ],
    )
    connection.execute(
        products.insert(),
        [{"product_id": f"P{n}", "name": f"Pump {n}", "list_price": 100} for n in range(1, 10)],
    )


def put_in(connection: Connection, found: Iterable[Order]) -> None:
    """Puts orders with their lines and payments into the database."""
    for one in found:
        connection.execute(
            orders.insert().values(
                order_id=one.order_id,
                customer_id=one.customer_id,
                ordered_at=one.at,
                status=one.status,
                owner_id=OWNERS[one.customer_id],
                currency=one.currency,
                amount_given=one.given,
                due_date=one.due,
                source_system=one.source,
                external_id=one.external_id,
                amount=one.amount,
                units=sum(line.quantity for line in one.lines),
                line_count=len(one.lines),
                paid=sum(paid.amount for paid in one.payments),
                invoiced=0,
            )
        )
        for number, line in enumerate(one.lines, 1):
            connection.execute(
                order_lines.insert().values(
                    order_id=one.order_id,
                    line_no=number,
                    product_id=line.product_id,
                    quantity=line.quantity,
                    unit_price=line.price,
                    amount=line.amount,
                )
            )
        for number, paid in enumerate(one.payments):
            connection.execute(
                payments.insert().values(
                    payment_id=f"{one.order_id}-{number}",
                    order_id=one.order_id,
                    amount=paid.amount,
                    paid_at=paid.at,
                )
            )
