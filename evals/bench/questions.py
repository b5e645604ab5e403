"""Eight questions, and the SQL that an engineer who knows the tables would write for each.

The statements use what the schema offers (an order's amount is kept on the order) and give what
the answer shows: the rows of a ranking, not more. `{…}` is what the databases write differently.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A question in words and by hand. The statement's last column is the figure."""

    topic: str
    text: str
    sql: str


COUNTED = "status IN ('confirmed', 'shipped', 'completed')"
CUSTOMER, CUSTOMER_ID = "Cedarfield Logistics Ltd", "C00005"
PRODUCT, PRODUCT_ID = "Pump AX1000", "P0000"

QUESTIONS = (
    Asked(
        "units of a product by a customer",
        f"units of {PRODUCT} sold to {CUSTOMER} last quarter",
        f"""SELECT sum(l.quantity) FROM orders o JOIN order_lines l ON l.order_id = o.order_id
        WHERE o.customer_id = '{CUSTOMER_ID}' AND l.product_id = '{PRODUCT_ID}' AND o.{COUNTED}
        AND o.ordered_at >= '2026-07-01' AND o.ordered_at < '2026-10-01'""",
    ),
    Asked(
        "total sales, a quarter",
        "total sales last quarter",
        f"""SELECT sum(amount) FROM orders
        WHERE {COUNTED} AND ordered_at >= '2026-07-01' AND ordered_at < '2026-10-01'""",
    ),
    Asked(
        "top 10 customers, year to date",
        "top 10 customers by sales this year",
        f"""SELECT c.name, sum(o.amount) AS sales
        FROM orders o JOIN customers c ON c.customer_id = o.customer_id
        WHERE o.{COUNTED} AND o.ordered_at >= '2026-01-01' AND o.ordered_at < '2026-11-22'
        GROUP BY o.customer_id, c.name ORDER BY sales DESC LIMIT 10""",
    ),
    Asked(
        "top 10 products, year to date",
        "top 10 products by sales this year",
        f"""SELECT p.name, sum(l.amount) AS sales FROM orders o
        JOIN order_lines l ON l.order_id = o.order_id
        JOIN products p ON p.product_id = l.product_id
        WHERE o.{COUNTED} AND o.ordered_at >= '2026-01-01' AND o.ordered_at < '2026-11-22'
        GROUP BY l.product_id, p.name ORDER BY sales DESC LIMIT 10""",
    ),
    Asked(
        "monthly sales by region, year to date",
        "monthly sales by region this year",
        f"""SELECT {{month}} AS month, c.region, sum(o.amount)
        FROM orders o JOIN customers c ON c.customer_id = o.customer_id
        WHERE o.{COUNTED} AND o.ordered_at >= '2026-01-01' AND o.ordered_at < '2026-11-22'
        GROUP BY 1, 2 ORDER BY 1, 2""",
    ),
    Asked(
        "new customers, year to date",
        "new customers this year",
        f"""SELECT count(*) FROM (SELECT customer_id FROM orders WHERE {COUNTED}
        GROUP BY customer_id
        HAVING min(ordered_at) >= '2026-01-01' AND min(ordered_at) < '2026-11-22') AS fresh""",
    ),
    Asked(
        "top 10 customers by outstanding",
        "top 10 customers by outstanding",
        f"""SELECT c.name, sum(o.amount - coalesce(p.paid, 0)) AS owed FROM orders o
        LEFT JOIN (SELECT order_id, sum(amount) AS paid FROM payments
          WHERE paid_at < '2026-11-22' GROUP BY order_id) AS p ON p.order_id = o.order_id
        JOIN customers c ON c.customer_id = o.customer_id
        WHERE o.{COUNTED} AND o.ordered_at < '2026-11-22'
        GROUP BY o.customer_id, c.name ORDER BY owed DESC LIMIT 10""",
    ),
    Asked(
        "orders over 50,000, a month",
        "orders over 50000 last month",
        f"""SELECT o.order_id, c.name, o.ordered_at, o.status, count(*) OVER (), o.amount
        FROM orders o JOIN customers c ON c.customer_id = o.customer_id
        WHERE o.{COUNTED} AND o.amount > {{large}}
        AND o.ordered_at >= '2026-10-01' AND o.ordered_at < '2026-11-01'
        ORDER BY o.ordered_at DESC, o.order_id LIMIT 100""",
    ),
)

_WRITTEN = {
    "sqlite": {"month": "strftime('%Y-%m', o.ordered_at)", "large": "50000000000"},
    "postgresql": {"month": "to_char(o.ordered_at, 'YYYY-MM')", "large": "50000"},
}


def by_hand(asked: Asked, dialect: str) -> str:
    """Gives the statement as `dialect` writes it."""
    return asked.sql.format(**_WRITTEN[dialect])
