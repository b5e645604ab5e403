"""The facts that a message of an occasion may say, from the raw files, as it would write them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from evals.drafts.cases import Case
from evals.drafts.gold import COUNTED, Files

Facts = Mapping[str, tuple[str, ...]]
"""By name, as they may stand in the text. Several of a name: each of them may, or must."""
_SIGNS = {"CNY": "¥"}
_MOST_NAMED = 5


def allowed(case: Case, files: Files, today: date) -> Facts:
    """Gives all that the message of a case may say."""
    found: dict[str, tuple[str, ...]] = {}
    for name, text in (*_people(case, files), *_OF[case.occasion](case, files, today)):
        found[name] = (*found.get(name, ()), text)
    found["today"] = (_day(today.isoformat(), case),)
    return found


Found = Iterator[tuple[str, str]]


def _people(case: Case, files: Files) -> Found:
    contacts = files.ask(
        "SELECT name FROM contacts WHERE customer_id = :customer"
        " ORDER BY is_primary = 'true' DESC, contact_id LIMIT 1",
        customer=case.customer,
    )
    yield from (("contact", row[0]) for row in contacts)
    senders = files.ask("SELECT name FROM users WHERE user_id = :user", user=case.user)
    yield from (("sender", row[0]) for row in senders)


def _thanks(case: Case, files: Files, _: date) -> Found:
    rows = files.ask(
        "SELECT order_id, DATE(delivered_at) FROM orders WHERE customer_id = :customer"
        f" AND status IN {COUNTED} AND delivered_at <> '' AND DATE(delivered_at) <= :today"
        " ORDER BY delivered_at DESC, order_id LIMIT 1",
        customer=case.customer,
    )
    for number, day in rows:
        yield from (("order", number), ("delivered_on", _day(day, case)))


def _check_in(case: Case, files: Files, _: date) -> Found:
    for row in _activity(case, files, "visit"):
        yield "visited_on", _day(row[0], case)


def _apology(case: Case, files: Files, _: date) -> Found:
    for day, subject in _activity(case, files, "complaint"):
        yield from (("complained_on", _day(day, case)), ("complaint", subject))


def _activity(case: Case, files: Files, kind: str) -> list[tuple[str, str]]:
    rows = files.ask(
        "SELECT DATE(occurred_at), subject FROM activities WHERE customer_id = :customer"
        " AND kind = :kind AND DATE(occurred_at) <= :today"
        " ORDER BY occurred_at DESC, activity_id LIMIT 1",
        customer=case.customer,
        kind=kind,
    )
    return [(day, subject) for day, subject in rows]


def _quotation(case: Case, files: Files, _: date) -> Found:
    rows = files.ask(
        "SELECT name FROM opportunities WHERE customer_id = :customer"
        " AND stage NOT IN ('赢单', '输单') ORDER BY expected_close = '', expected_close LIMIT 1",
        customer=case.customer,
    )
    yield from (("deal", row[0]) for row in rows)


def _reminder(case: Case, files: Files, today: date) -> Found:
    late = files.late(case.customer)
    if not late:
        return
    sums: dict[str, int] = {}
    for _, currency, _, cents in late:
        sums[currency] = sums.get(currency, 0) + cents
    for currency, cents in sums.items():
        yield "overdue", f"{_SIGNS.get(currency, currency + ' ')}{cents / 100:,.2f}"
    yield "overdue_orders", _counted(len(late), "笔", "order", case)
    oldest = late[0][2]
    yield "oldest_due", _day(oldest, case)
    days = (today - date.fromisoformat(oldest)).days
    yield "days_overdue", _counted(days, "天", "day", case)
    if len(late) <= _MOST_NAMED:
        yield from (("order_numbers", number) for number, *_ in late)
        yield from _invoices(files, [number for number, *_ in late])


def _invoices(files: Files, numbers: list[str]) -> Found:
    for number in numbers:
        rows = files.ask("SELECT number FROM invoices WHERE order_id = :order", order=number)
        yield from (("invoice_numbers", row[0]) for row in rows)


def _renewal(case: Case, files: Files, today: date) -> Found:
    rows = files.ask(
        "SELECT name, end_date FROM contracts WHERE customer_id = :customer"
        " AND status = 'active' AND start_date <= :today AND end_date >= :today"
        " ORDER BY end_date LIMIT 1",
        customer=case.customer,
    )
    for name, end in rows:
        left = (date.fromisoformat(end) - today).days
        yield from (("contract", name), ("ends_on", _day(end, case)))
        yield "days_left", _counted(left, "天", "day", case)


def _win_back(case: Case, files: Files, today: date) -> Found:
    rows = files.ask(
        "SELECT DATE(MAX(ordered_at)) FROM orders WHERE customer_id = :customer"
        " AND status NOT IN ('draft', 'cancelled') AND DATE(ordered_at) <= :today",
        customer=case.customer,
    )
    if rows[0][0] != "None" and (today - date.fromisoformat(rows[0][0])).days >= 30:
        yield "last_order", _day(rows[0][0], case)
    yield from _bought(case, files)


def _bought(case: Case, files: Files) -> Found:
    """Gives all that was ever bought: each may be named as that, and nothing else."""
    rows = files.ask(
        "SELECT DISTINCT p.name FROM order_lines l JOIN orders o USING (order_id)"
        f" JOIN products p USING (product_id) WHERE o.customer_id = :customer AND o.status IN {COUNTED}",  # noqa: E501  (a constant)
        customer=case.customer,
    )
    yield from (("product", row[0]) for row in rows)


def _cross_sell(case: Case, files: Files, _: date) -> Found:
    """Gives what was bought, and what stands in at least twenty orders beside some of it."""
    yield from _bought(case, files)
    rows = files.ask(
        f"""
        WITH mine AS (SELECT DISTINCT l.product_id FROM order_lines l JOIN orders o USING (order_id)
            WHERE o.customer_id = :customer AND o.status IN {COUNTED})
        SELECT p.name FROM order_lines a JOIN mine ON mine.product_id = a.product_id
            JOIN order_lines b ON b.order_id = a.order_id AND b.product_id <> a.product_id
            JOIN orders o ON o.order_id = a.order_id AND o.status IN {COUNTED}
            JOIN customers c ON c.customer_id = o.customer_id AND c.owner_id = :user
            JOIN products p ON p.product_id = b.product_id
        GROUP BY a.product_id, b.product_id HAVING COUNT(DISTINCT a.order_id) >= 5
        """,
        customer=case.customer,
        user=case.user,
    )
    yield from (("offer", row[0]) for row in rows)


def _none(_: Case, __: Files, ___: date) -> Found:
    return iter(())


def _counted(number: int, zh: str, en: str, case: Case) -> str:
    if case.language == "zh":
        return f"{number} {zh}"
    return f"{number} {en}" if number == 1 else f"{number} {en}s"


_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def _day(iso: str, case: Case) -> str:
    year, month, day = map(int, iso.split("-"))
    if case.language == "zh":
        return f"{year}年{month}月{day}日"
    return f"{day} {_MONTHS[month - 1]} {year}"


_OF: Mapping[str, Callable[[Case, Files, date], Found]] = {
    "thanks": _thanks,
    "check_in": _check_in,
    "quotation": _quotation,
    "reminder": _reminder,
    "renewal": _renewal,
    "win_back": _win_back,
    "cross_sell": _cross_sell,
    "apology": _apology,
    "greeting": _none,
    "meeting": _none,
}
