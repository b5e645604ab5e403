"""A company that sells in three currencies, and the rates that it keeps."""

from decimal import Decimal

from tests.unit.crm.query.trading_company import Books, day

RATES = (
    ("USD", "2026-01-01", "7.1"),
    ("USD", "2026-03-01", "7.2"),
    ("USD", "2026-03-07", "7.3"),
    ("EUR", "2026-02-01", "7.8"),
)
"""Currency, day, and yuan for one unit: all that the company needs."""


def trading(*rates: tuple[str, str, str]) -> Books:
    """Gives two traders; Ann looks after C1, Bob after C2. Their orders, and what they are in yuan:

    ```
    order customer ordered at           amount   rate    in yuan
    O1    C1       2026-01-05          100 CNY           100
    O2    C1       2026-03-05 18:00     30 USD    7.2    216     2 P1
    O3    C1       2026-03-06            5 USD    7.2     36
    O4    C2       2026-02-05            7 EUR    7.8     54.6
    O5    C2       2026-02-28 23:59:59  10 USD    7.1     71
                                                         477.6
    ```

    10 USD were paid on O2 on 2026-03-07 (73 yuan, or 72 by the day of the order), 4 USD of it came
    back on 2026-03-09 (29.2 yuan); 6 USD were invoiced on 2026-03-05 (43.2 yuan).
    """
    books = Books()
    for user, name in (("ann", "Ann"), ("bob", "Bob")):
        books.add("users", user_id=user, name=name, role="rep")
    books.add("products", product_id="P1", name="Pump")
    books.customer("C1", "ann", region="East")
    books.customer("C2", "bob", region="West")
    books.order("O1", "C1", "2026-01-05", "100")
    books.order("O2", "C1", "2026-03-05 18:00:00", [("P1", 2, 30)], currency="USD")
    books.order("O3", "C1", "2026-03-06", "5", currency="USD")
    books.order("O4", "C2", "2026-02-05", "7", currency="EUR")
    books.order("O5", "C2", "2026-02-28 23:59:59", "10", currency="USD")
    books.payment("O2", 10, "2026-03-07")
    books.add(
        "returns",
        return_id="T1",
        order_id="O2",
        customer_id="C1",
        currency="USD",
        amount=Decimal(4),
        returned_at=day("2026-03-09"),
    )
    books.add(
        "invoices", invoice_id="I1", order_id="O2", amount=Decimal(6), issued_at=day("2026-03-05")
    )
    books.add("targets", user_id="ann", month="2026-03", amount=Decimal(504))
    for currency, at, rate in rates:
        books.add("rates", currency=currency, date=day(at), rate=Decimal(rate))
    return books
