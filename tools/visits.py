"""The tool that puts together what to know of a customer before going there.

Each line is a kind of statement with the facts that it says; how it is said is not known here
(`assistant/conversation/visiting`). What is not on record gives no line.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from crm.periods import between
from crm.query.conditions import after
from crm.query.result import Cell
from crm.query.spec import Filter, MetricQuery, Order
from tools.base import Evidence, ToolContext
from tools.customer_rows import CustomerRows, Row, day_of
from tools.customer_value import cross_sell, next_purchase
from tools.draft_facts import contracts_ahead, late_orders
from tools.drafts import DraftFact

SectionName = Literal["who", "buys", "owes", "issues", "deals", "last", "offer"]
Situation = Literal["complaint", "overdue", "silent", "first", "quoted", "well"]
"""What the playbooks have a page for."""
YEAR, HALF_A_YEAR, SOON = 365, 180, 90
MOST = 3
QUOTED = ("方案报价", "商务谈判", "报价", "谈判", "proposal", "quote", "quotation", "negotiation")
_KINDS = ("visit", "call", "message", "email", "ticket", "training")


@dataclass(frozen=True)
class Line:
    """One statement: its kind, and the facts that it says."""

    kind: str
    facts: tuple[DraftFact, ...] = ()


@dataclass(frozen=True)
class Section:
    """The statements about one side of a customer."""

    name: SectionName
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class VisitRecord:
    """What is on record of a customer, and the rows that say so; no section where nothing is."""

    sections: tuple[Section, ...] = ()
    situations: tuple[Situation, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_visible(self) -> bool:
        """Whether the caller sees the customer at all."""
        return bool(self.sections)

    def of(self, kind: str) -> tuple[Line, ...]:
        """Gives the statements of a kind."""
        return tuple(line for one in self.sections for line in one.lines if line.kind == kind)


def before_a_visit(context: ToolContext, customer_id: str, today: date) -> VisitRecord:
    """Gives what is on record for a visit of a customer.

    Raises:
        QueryError: the deployment's measures lack one that is needed.
    """
    customer = CustomerRows(context, customer_id, today)
    who = tuple(_who(customer))
    if not who:
        return VisitRecord()
    found = [Section("who", who)]
    found += [Section(name, tuple(read(customer))) for name, read in _SECTIONS.items()]
    record = VisitRecord(tuple(one for one in found if one.lines))
    situations = tuple(_situations(record, today))
    return VisitRecord(record.sections, situations, tuple(customer.evidence))


def _who(customer: CustomerRows) -> Iterator[Line]:
    columns = ("customer", "level", "industry", "city", "owner", "status")
    for row in customer.rows("customer", columns, by=Order("customer_id")):
        yield Line("customer", tuple(_texts(row, columns)))
    names = ("name", "title", "is_primary")
    by = Order("contact_id", descending=False)
    contacts = customer.rows("contact", names, by=by, limit=50)
    for row in sorted(contacts, key=lambda one: not one["is_primary"])[:MOST]:
        yield Line("contact" if row["title"] else "contact_only", tuple(_texts(row, names[:2])))


def _buys(customer: CustomerRows) -> Iterator[Line]:
    """Gives what was bought in a year, what it mostly was, and when the next order is expected."""
    period = between(customer.today - timedelta(days=YEAR - 1), customer.today)
    query = MetricQuery(("sales", "orders"), ("currency",), (customer.only,), period)
    for currency, sales, orders in (row[:3] for row in customer.figures(query)):
        if isinstance(sales, Decimal) and isinstance(orders, Decimal) and orders:
            amount = DraftFact("sales", sales, str(currency))
            yield Line("sales", (amount, DraftFact("orders", int(orders))))
    last = customer.rows("order", ("order_id", "ordered_at"), _until(customer), by=_LATEST)
    for row in last:
        number = str(row["order_id"])
        yield Line(
            "last_order", (*_days("last_order", row["ordered_at"]), DraftFact("order", number))
        )
    yield from _products(customer)
    yield from _expected(customer)


_LATEST = Order("ordered_at")


def _until(customer: CustomerRows) -> Filter:
    return Filter("ordered_at", "lt", (after(customer.today),))


def _products(customer: CustomerRows) -> Iterator[Line]:
    by = (Order("orders"),)
    query = MetricQuery(("orders",), ("product",), (customer.only,), order=by, limit=MOST)
    names = [str(row[0]) for row in customer.figures(query)]
    if names:
        yield Line("products", tuple(DraftFact("product", name) for name in names))


def _expected(customer: CustomerRows) -> Iterator[Line]:
    """Gives between which days the next order is expected, where there were enough to tell."""
    found = next_purchase(customer.context, customer.customer_id)
    for row in _rows(found[0]):
        days = (
            *_days("earliest", row["earliest_date"]),
            *_days("latest", row["latest_date"]),
        )
        if len(days) == 2:
            customer.evidence.append(found[0])
            yield Line("expected", days)


def _owes(customer: CustomerRows) -> Iterator[Line]:
    for currency, amount in customer.amounts("outstanding").items():
        yield Line("outstanding", (DraftFact("outstanding", amount, currency),))
    overdue = customer.amounts("overdue")
    late = late_orders(customer, limit=1) if overdue else []
    for row in late:
        since = _days("oldest_due", row["due_date"])
        for currency, amount in overdue.items():
            yield Line("overdue", (DraftFact("overdue", amount, currency), *since))


def _issues(customer: CustomerRows) -> Iterator[Line]:
    """Gives complaints and returns of half a year. No record says whether they were settled."""
    since = Filter("occurred_at", "ge", (customer.today - timedelta(days=HALF_A_YEAR),))
    of_kind = Filter("kind", "in", ("complaint",))
    for row in _activities(customer, of_kind, since):
        yield Line("complaint" if row["body"] else "complaint_only", tuple(_said(row)))
    came = Filter("returned_at", "ge", (customer.today - timedelta(days=HALF_A_YEAR),))
    columns = ("returned_at", "amount", "currency", "reason")
    for row in customer.rows("return", columns, came, by=Order("returned_at"), limit=MOST):
        if isinstance(row["amount"], Decimal):
            amount = DraftFact("returned", row["amount"], str(row["currency"]))
            reason = tuple(_texts(row, ("reason",)))
            kind = "return" if reason else "return_only"
            yield Line(kind, (*_days("returned_on", row["returned_at"]), amount, *reason))


def _deals(customer: CustomerRows) -> Iterator[Line]:
    columns = ("name", "stage", "amount", "expected_close")
    by = Order("expected_close", descending=False)
    for row in customer.rows("opportunity", columns, by=by, limit=MOST):
        if row["name"]:
            yield Line("deal", tuple(_deal(row, customer.context.database.base_currency)))
    for row in contracts_ahead(customer):
        begun, end = day_of(row["start_date"]), day_of(row["end_date"])
        if begun is None or end is None or begun > customer.today or not row["name"]:
            continue
        if (end - customer.today).days <= SOON:
            left = DraftFact("days_left", (end - customer.today).days)
            name = DraftFact("contract", str(row["name"]))
            yield Line("contract", (name, DraftFact("ends_on", end), left))


def _deal(row: Row, currency: str) -> Iterator[DraftFact]:
    yield DraftFact("deal", str(row["name"]))
    yield from _texts(row, ("stage",))
    if isinstance(row["amount"], Decimal):
        yield DraftFact("amount", row["amount"], currency)
    yield from _days("expected_close", row["expected_close"])


def _last(customer: CustomerRows) -> Iterator[Line]:
    """Gives what was noted lately, the last visit in any case, word for word."""
    lately = _activities(customer, Filter("kind", "in", _KINDS))
    if not any(row["kind"] == "visit" for row in lately):
        lately = [*lately[:-1], *_activities(customer, Filter("kind", "in", ("visit",)))[:1]]
    for row in lately:
        kind = "noted" if row["body"] else "noted_only"
        yield Line(kind, (*_said(row), DraftFact("kind", str(row["kind"]))))


def _activities(customer: CustomerRows, *more: Filter) -> list[Row]:
    columns = ("occurred_at", "kind", "subject", "body")
    until = Filter("occurred_at", "lt", (after(customer.today),))
    return customer.rows("activity", columns, until, *more, by=Order("occurred_at"), limit=MOST)


def _said(row: Row) -> Iterator[DraftFact]:
    yield from _days("noted_on", row["occurred_at"])
    yield DraftFact("subject", str(row["subject"] or "—"))
    yield from _texts(row, ("body",))


def _offer(customer: CustomerRows) -> Iterator[Line]:
    """Gives what is often ordered with something that the customer buys, and how often it was."""
    found = cross_sell(customer.context, "customer", customer.customer_id)
    rows = _rows(found[0])[:2]
    customer.evidence.extend(found if rows else ())
    for row in rows:
        counts = (DraftFact(name, _whole(row[name])) for name in ("together", "with_first"))
        names = (DraftFact("offer", str(row["product"])), DraftFact("goes", str(row["goes_with"])))
        yield Line("offer", (*names, *counts))


_SECTIONS: Mapping[SectionName, Callable[[CustomerRows], Iterator[Line]]] = {
    "buys": _buys,
    "owes": _owes,
    "issues": _issues,
    "deals": _deals,
    "last": _last,
    "offer": _offer,
}


def _situations(record: VisitRecord, today: date) -> Iterator[Situation]:
    """Gives what playbooks may have a page for, the most pressing first."""
    complaints = record.of("complaint") + record.of("complaint_only")
    if complaints:
        yield "complaint"
    if record.of("overdue"):
        yield "overdue"
    stages = {str(f.value).lower() for one in record.of("deal") for f in one.facts}
    if stages.intersection(QUOTED):
        yield "quoted"
    bought = [f.value for one in record.of("last_order") for f in one.facts]
    days = [(today - day).days for day in bought if isinstance(day, date)]
    if days and days[0] >= HALF_A_YEAR:
        yield "silent"
    kinds = {
        f.value for kind in ("noted", "noted_only") for one in record.of(kind) for f in one.facts
    }
    if "visit" not in kinds:
        yield "first"
    if days and not complaints and days[0] < HALF_A_YEAR:
        yield "well"


def _rows(evidence: Evidence) -> list[Row]:
    names = [column.name for column in evidence.table.columns]
    return [dict(zip(names, row, strict=True)) for row in evidence.table.rows]


def _texts(row: Row, names: Sequence[str]) -> Iterator[DraftFact]:
    for name in names:
        if row[name]:
            yield DraftFact(name, str(row[name]))


def _days(name: str, value: Cell) -> tuple[DraftFact, ...]:
    day = day_of(value)
    return () if day is None else (DraftFact(name, day),)


def _whole(value: Cell) -> int:
    return int(value) if isinstance(value, int | Decimal) else 0
