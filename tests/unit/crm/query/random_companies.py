"""Small random companies and questions about them, for properties."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from crm.periods import Period
from crm.query.spec import Filter
from tests.unit.crm.query.plain_figures import DIMENSIONS, GRAINS, MEASURES, Question
from tests.unit.crm.query.trading_company import BASE, TODAY, Books, moment

CALLERS = ("rep1", "rep2", "boss1", "boss2", "money", "root")
PEOPLE = ("rep1", "rep2", "boss1", "boss2", None)
CUSTOMERS = ("C1", "C2", "C3", "C4")
PRODUCTS = ("P1", "P2", "P3")
AMOUNTS = st.sampled_from([Decimal(n) for n in ("1", "10", "99.99", "250.5", "0.000001", "-40")])
MOMENTS = st.sampled_from(
    [
        moment(text)
        for text in (
            "2025-11-20 12:00:00",
            "2025-12-31 23:59:59",
            "2026-01-01",
            "2026-08-31 23:59:59",
            "2026-09-01",
            "2026-09-07 08:00:00",
            "2026-11-20 23:59:59",
            "2026-11-21 23:59:59",
            "2026-11-22",
        )
    ]
)
DUE = st.sampled_from(
    [None]
    + [
        date.fromisoformat(text)
        for text in (
            "2026-11-22", "2026-11-21", "2026-11-20", "2026-10-22", "2026-10-21", "2026-09-22",
            "2026-09-21", "2026-08-23", "2026-08-22",
        )
    ]
)  # fmt: skip
STATUSES = ("draft", "pending", "confirmed", "shipped", "completed", "cancelled")
SAID = {
    "customer": CUSTOMERS,
    "owner": ("rep1", "rep2", "boss1", "gone"),
    "team": ("Blue", "Red"),
    "region": ("East", "West", "North"),
    "level": ("A",),
    "channel": ("web", "shop"),
    "status": STATUSES,
    "currency": ("CNY", "USD"),
    "age": ("not_due", "1-30", "over_90"),
    "product": PRODUCTS,
    "category": ("Parts",),
    "method": ("wire",),
    "reason": ("late",),
    "stage": ("won", "LOST", "quote"),
    "kind": ("visit", "call"),
    "day": ("2026-09-01",),
    "week": ("2026-08-31",),
    "month": ("2026-09", "2026-11"),
    "quarter": ("2026-Q3",),
    "year": ("2026",),
}
"""Values that filters name, by dimension."""


@st.composite
def companies(draw: st.DrawFn) -> Books:
    """A company of up to four customers; managers may form circles, owners may be unknown."""
    books = Books()
    pick = _Picker(draw)
    for user_id in ("rep1", "rep2", "boss1", "boss2"):
        books.add(
            "users",
            user_id=user_id,
            name=f"Name of {user_id}",
            role="rep" if user_id.startswith("rep") else "manager",
            team=pick("Blue", "Red", None),
            manager_id=pick("boss1", "boss2", "rep1", "gone", None),
        )
    books.add("users", user_id="money", name="Fin", role="finance")
    books.add("users", user_id="root", name="Ada", role="admin")
    for product in PRODUCTS:
        books.add("products", product_id=product, name=product, category=pick("Parts", None))
    for customer in CUSTOMERS:
        books.customer(
            customer,
            pick(*PEOPLE, "gone"),
            region=pick("East", "West", None),
            level=pick("A", None),
            created_at=draw(st.none() | MOMENTS),
        )
    for number in range(draw(st.integers(0, 9))):
        _order(draw, books, f"O{number}")
    _others(draw, books)
    return books


class _Picker:
    """Picks one of some values."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def __call__(self, *values: str | None) -> str | None:
        return self._draw(st.sampled_from(values))


def _order(draw: st.DrawFn, books: Books, order_id: str) -> None:
    pick = _Picker(draw)
    customer = str(pick(*CUSTOMERS))
    line = st.tuples(st.sampled_from(PRODUCTS), st.integers(1, 3), AMOUNTS)
    lines: Sequence[tuple[str, int, object]] | str = draw(st.lists(line, max_size=2))
    books.order(
        order_id,
        customer,
        str(draw(MOMENTS)),
        lines or str(draw(AMOUNTS)),
        status=pick(*STATUSES, "confirmed", "completed"),
        owner_id=pick(*PEOPLE),
        channel=pick("web", "shop", None),
        ship_region=pick("North", "East", None, None),
        currency=pick(BASE, BASE, BASE, "USD"),
        due_date=draw(DUE),
    )
    for number in range(draw(st.integers(0, 2))):
        books.add(
            "payments",
            payment_id=f"{order_id} {number}",
            order_id=order_id,
            amount=draw(AMOUNTS),
            paid_at=draw(MOMENTS),
            method=pick("wire", None),
        )
    if draw(st.booleans()):
        books.add(
            "invoices",
            invoice_id=order_id,
            order_id=order_id,
            amount=draw(AMOUNTS),
            issued_at=draw(MOMENTS),
        )
    if draw(st.booleans()):
        order = books.rows["orders"][-1]
        _return(draw, books, order_id, customer, str(order["currency"]))


def _return(
    draw: st.DrawFn, books: Books, order_id: str | None, customer: str, currency: str
) -> None:
    pick = _Picker(draw)
    books.add(
        "returns",
        return_id=f"{order_id} {customer}",
        order_id=order_id,
        customer_id=customer,
        currency=currency,
        amount=draw(AMOUNTS),
        returned_at=draw(MOMENTS),
        product_id=pick(*PRODUCTS, None),
        reason=pick("late", None),
    )


def _others(draw: st.DrawFn, books: Books) -> None:
    pick = _Picker(draw)
    if draw(st.booleans()):
        _return(draw, books, None, str(pick(*CUSTOMERS)), BASE)
    for user in ("rep1", "rep2", "boss1"):
        for month in draw(st.sets(st.sampled_from(["2025-12", "2026-09", "2026-11", "2026-12"]))):
            books.add("targets", user_id=user, month=month, amount=Decimal(100))
    for number in range(draw(st.integers(0, 4))):
        books.add(
            "opportunities",
            opportunity_id=f"D{number}",
            customer_id=pick(*CUSTOMERS),
            owner_id=pick(*PEOPLE),
            stage=pick("won", "LOST", "输单", "赢单", "quote", None),
            amount=draw(st.none() | AMOUNTS),
            expected_close=draw(st.none() | MOMENTS),
            closed_at=draw(st.none() | MOMENTS),
        )
        books.add(
            "activities",
            activity_id=f"A{number}",
            customer_id=pick(*CUSTOMERS),
            kind=pick("visit", "call"),
            occurred_at=draw(MOMENTS),
            user_id=pick(*PEOPLE),
        )


def periods() -> st.SearchStrategy[Period]:
    """Periods about the moments of the companies, one of them without a beginning."""
    days = (date.min, date(2025, 12, 31), date(2026, 9, 1), date(2026, 11, 21))
    ends = (date(2025, 12, 31), date(2026, 9, 1), date(2026, 9, 30), TODAY, date(2026, 12, 31))
    pairs = [(start, end) for start in days for end in ends if start <= end]
    return st.sampled_from([Period(start, end) for start, end in pairs])


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question; most can be asked, because what it names is about the same kind of rows."""
    table = draw(st.sampled_from(sorted(DIMENSIONS)))
    dimensions = st.sampled_from(sorted({*DIMENSIONS[table], *GRAINS}))
    measures = draw(
        st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=2, unique=True)
    )
    filters = [_filter(draw, name) for name in draw(st.lists(dimensions, max_size=2))]
    return Question(
        tuple(measures),
        tuple(draw(st.lists(dimensions, max_size=2, unique=True))),
        tuple(filters),
        draw(st.none() | periods()),
    )


def _filter(draw: st.DrawFn, dimension: str) -> Filter:
    values = tuple(draw(st.lists(st.sampled_from(SAID[dimension]), unique=True)))
    match draw(st.sampled_from(["in", "not_in", "unset"])):
        case "in":
            return Filter(dimension, "in", values)
        case "not_in":
            return Filter(dimension, "not_in", values)
        case _:
            return Filter(dimension, "unset")
