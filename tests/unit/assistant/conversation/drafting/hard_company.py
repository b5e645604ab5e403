"""A company whose records would mislead a message: paid twice, returned, renewed, opted out."""

from datetime import date
from decimal import Decimal

from sqlalchemy.engine import Engine

from tests.unit.crm.query.trading_company import Books, day, moment

OWNER = "ann"


def hard_company(engine: Engine) -> Engine:
    """Gives a database with that company. Each customer is one trap."""
    books = Books()
    for user_id, role in ((OWNER, "rep"), ("bob", "rep"), ("fin", "finance")):
        books.add("users", user_id=user_id, name=user_id.title(), role=role)
    _contacts(books)
    _debts(books)
    _contracts(books)
    _silent(books)
    for table, name in (("customers", "退订"), ("contacts", "do_not_contact")):
        books.add("custom_fields", table_name=table, name=name, kind="text")
    return books.into(engine)


def _contacts(books: Books) -> None:
    """Customers with contacts: one is primary, one wants nothing, one no text messages."""
    names = "Firstco Quietco Nosmsco Closedco Oddco".split()
    for number, name in enumerate(names, start=1):
        customer_id = f"C{number}"
        books.customer(customer_id, OWNER, name=name, custom=_opted(customer_id))
    for contact_id, customer_id, name, primary, custom in (
        ("K1", "C1", "Second", False, None),
        ("K2", "C1", "First", True, None),
        ("K3", "C2", "Quiet", True, {"do_not_contact": "是"}),
        ("K4", "C3", "Nosms", True, {"do_not_contact": "短信"}),
        ("K5", "C4", "Closed", True, {"do_not_contact": "no"}),
        ("K6", "C5", "*Odd*\n[x](http://x.example) \u202e", True, None),
    ):
        books.add(
            "contacts",
            contact_id=contact_id,
            customer_id=customer_id,
            name=name,
            is_primary=primary,
            custom=custom,
        )


def _opted(customer_id: str) -> dict[str, str] | None:
    return {"C4": {"退订": "true"}, "C1": {"退订": "否"}}.get(customer_id)


def _debts(books: Books) -> None:
    for customer_id, name in (
        ("D1", "Overpaco"), ("D2", "Returnco"), ("D3", "Twocoin"), ("D4", "Manybills"),
    ):  # fmt: skip
        books.customer(customer_id, OWNER, name=name)
    for customer_id, at in (("D1", "2024-03-13"), ("D2", "2026-11-10")):
        books.add(
            "activities", activity_id=f"A{customer_id}", customer_id=customer_id,
            kind="complaint", subject="Broken", occurred_at=moment(at),
        )  # fmt: skip
    due = {"due_date": day("2026-10-01")}
    books.order("O1", "D1", "2026-08-01", "100", **due)
    books.payment("O1", 900, "2026-08-20")
    books.order("O2", "D2", "2026-08-01", "500", **due)
    books.payment("O2", 200, "2026-09-01")
    books.add(
        "returns", return_id="R1", order_id="O2", customer_id="D2", currency="CNY",
        amount=Decimal(120), returned_at=moment("2026-09-10"),
    )  # fmt: skip
    books.order("O3", "D2", "2026-08-01", "7000", status="cancelled", **due)
    books.order("O4", "D3", "2026-08-01", "100", **due)
    books.order("O5", "D3", "2026-08-02", "60", currency="USD", **due)
    books.order("O6", "D4", "2026-08-01", "10", **due)
    for number in range(11):
        books.add(
            "invoices", invoice_id=f"I{number}", order_id="O6", amount=Decimal(1),
            issued_at=moment("2026-08-02"), number=f"N{number}",
        )  # fmt: skip


def _contracts(books: Books) -> None:
    for customer_id, name, start, end, status in (
        ("E1", "Draftonly", "2026-12-01", "2027-11-30", "draft"),
        ("E2", "Stopped", "2026-01-01", "2026-12-31", "terminated"),
        ("E3", "Lastday", "2025-11-22", "2026-11-21", "active"),
        ("E4", "Renewed", "2025-12-01", "2026-11-30", "active"),
        ("E4", "Renewed", "2026-12-01", "2027-11-30", "active"),
    ):
        if not any(row["customer_id"] == customer_id for row in books.rows["customers"]):
            books.customer(customer_id, OWNER, name=name)
        books.add(
            "contracts", contract_id=f"{customer_id}-{start}", customer_id=customer_id,
            start_date=date.fromisoformat(start), end_date=date.fromisoformat(end),
            name=f"{name} {start[:4]}", status=status,
        )  # fmt: skip


def _silent(books: Books) -> None:
    """A customer who has just ordered what is not confirmed yet; one who never did; one today."""
    for customer_id, name in (("F1", "Pendico"), ("F2", "Prospeco"), ("F3", "Todayco")):
        books.customer(customer_id, OWNER, name=name)
    books.order("O7", "F1", "2026-01-10", "10")
    books.order("O8", "F1", "2026-11-18", "10", status="pending")
    books.order("O9", "F3", "2026-11-01", "10", delivered_at=moment("2026-11-21 09:30"))
