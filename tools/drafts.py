"""The tool that finds what a message to a customer may say: facts of the record, nothing else.

Each fact is a cell of a row, or a figure, that the caller may see. What is not on record is not
here, and the letter has a blank in its place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, cast, get_args

from crm.query.conditions import after
from crm.query.result import Cell
from crm.query.spec import Filter, MetricQuery, Order, RecordQuery
from tools.base import Evidence, ToolContext
from tools.metrics import query_metrics
from tools.records import list_records

NAME = "draft_message"
Occasion = Literal[
    "thanks", "check_in", "quotation", "reminder", "renewal",
    "win_back", "cross_sell", "apology", "greeting", "meeting",
]  # fmt: skip
OCCASIONS = cast(tuple[Occasion, ...], get_args(Occasion))
Channel = Literal["chat", "email", "sms"]
Style = Literal["formal", "warm", "brief"]
Firmness = Literal["gentle", "firm", "final"]
FactValue = str | int | date | Decimal
MOST_NAMED = 5
"""Orders that one message names by their numbers."""
MOST_INVOICES = 10


@dataclass(frozen=True)
class DraftRequest:
    """A message that somebody wants written: to whom, on what occasion, and how."""

    occasion: Occasion
    customer_id: str
    customer: str
    """Its name, as answers write it."""
    language: Literal["zh", "en"]
    channel: Channel = "chat"
    style: Style = "warm"
    firmness: Firmness = "gentle"
    """Of a reminder to pay."""
    with_invoices: bool = False
    """Whether a reminder names the invoices of what is overdue."""
    festival: str = ""
    """Of a greeting, as the message calls it."""


@dataclass(frozen=True)
class DraftFact:
    """One thing that a message may say. An amount has its `currency`."""

    name: str
    value: FactValue
    currency: str | None = None
    source: str = ""
    """What it is from, as people call it: the number of an order, the name of a contract."""


@dataclass(frozen=True)
class Record:
    """What is on record for a message, and the rows that say so."""

    facts: tuple[DraftFact, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def lacks(self, occasion: Occasion) -> bool:
        """Whether there is nothing to write about: a reminder where nothing is overdue."""
        needed = _NEEDED.get(occasion)
        return needed is not None and not self.of(needed)

    def of(self, name: str) -> tuple[DraftFact, ...]:
        """Gives the facts of a name: none where it is not on record, one a currency of amounts."""
        return tuple(fact for fact in self.facts if fact.name == name)


_NEEDED: Mapping[Occasion, str] = {
    "thanks": "order",
    "check_in": "visited_on",
    "quotation": "deal",
    "reminder": "overdue",
    "renewal": "contract",
    "win_back": "days_since",
    "cross_sell": "product",
}
"""Without which there is no such occasion; other messages may have blanks for all they say."""
LONG_AGO = 30
"""Days without an order from which somebody may be said to have been away."""
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class _Customer:
    """Reads rows of one customer, and keeps what was read."""

    context: ToolContext
    customer_id: str
    today: date
    evidence: list[Evidence] = field(default_factory=list[Evidence])

    @property
    def only(self) -> Filter:
        return Filter("customer", "in", (self.customer_id,))

    def rows(
        self, entity: str, columns: str, *more: Filter, by: Order, limit: int = 1
    ) -> list[Row]:
        query = RecordQuery(
            entity, tuple(columns.split()), filters=(self.only, *more), order=(by,), limit=limit
        )
        found = list_records(self.context, query)
        self.evidence.append(found)
        names = [column.name for column in found.table.columns]
        return [dict(zip(names, row, strict=True)) for row in found.table.rows]

    def amounts(self, measure: str) -> dict[str, Decimal]:
        """Gives what a measure comes to by currency, where it is not zero."""
        query = MetricQuery((measure,), group_by=("currency",), filters=(self.only,))
        found = query_metrics(self.context, query)
        self.evidence.append(found)
        return {
            str(currency): amount
            for currency, amount in found.table.rows
            if isinstance(amount, Decimal) and amount
        }


def on_record(context: ToolContext, request: DraftRequest, today: date) -> Record:
    """Gives what a message to a customer may say.

    Raises:
        QueryError: the deployment's measures lack one that is needed.
    """
    customer = _Customer(context, request.customer_id, today)
    facts = [*_addressee(customer), *_OF[request.occasion](customer)]
    if request.with_invoices:
        facts += _invoices(customer, facts)
    return Record(tuple(facts), tuple(customer.evidence))


def _addressee(customer: _Customer) -> Iterator[DraftFact]:
    found = customer.rows("contact", "name title", by=Order("contact_id", descending=False))
    if found and found[0]["name"]:
        yield DraftFact("contact", str(found[0]["name"]), source=str(found[0]["title"] or ""))


def _delivered(customer: _Customer) -> Iterator[DraftFact]:
    """Gives the order that was delivered last."""
    arrived = Filter("delivered_at", "le", (customer.today,))
    by = Order("delivered_at")
    for row in customer.rows("order", "order_id delivered_at", arrived, by=by):
        number = str(row["order_id"])
        yield DraftFact("order", number, source=number)
        yield from _dated("delivered_on", row["delivered_at"], number)


def _visited(customer: _Customer) -> Iterator[DraftFact]:
    """Gives the day of the last visit. What it is called on file is meant for the house alone."""
    for row in _last_of(customer, "visit"):
        yield from _dated("visited_on", row["occurred_at"], str(row["subject"] or ""))


def _complained(customer: _Customer) -> Iterator[DraftFact]:
    for row in _last_of(customer, "complaint"):
        subject = str(row["subject"] or "")
        yield from _dated("complained_on", row["occurred_at"], subject)
        if subject:
            yield DraftFact("complaint", subject, source=subject)


def _last_of(customer: _Customer, kind: str) -> list[Row]:
    of_kind = Filter("kind", "in", (kind,))
    so_far = Filter("occurred_at", "lt", (after(customer.today),))
    by = Order("occurred_at")
    return customer.rows("activity", "occurred_at subject", of_kind, so_far, by=by)


def _offered(customer: _Customer) -> Iterator[DraftFact]:
    """Gives the open deal that is to be closed next; what it may come to is the house's guess."""
    by = Order("expected_close", descending=False)
    for row in customer.rows("opportunity", "name expected_close", by=by):
        yield DraftFact("deal", str(row["name"]), source=str(row["name"]))


def _overdue(customer: _Customer) -> Iterator[DraftFact]:
    """Gives what is overdue by currency, on how many orders, and since when."""
    for currency, amount in customer.amounts("overdue").items():
        yield DraftFact("overdue", amount, currency)
    late = Filter("due_date", "lt", (customer.today,))
    unpaid = Filter("outstanding", "gt", (Decimal(0),))
    by = Order("due_date", descending=False)
    rows = customer.rows("order", "order_id due_date", late, unpaid, by=by, limit=MOST_NAMED)
    if not rows:
        return
    count = customer.evidence[-1].table.row_count
    yield DraftFact("overdue_orders", count)
    oldest = rows[0]["due_date"]
    yield from _dated("oldest_due", oldest, str(rows[0]["order_id"]))
    if isinstance(oldest, date):
        yield DraftFact(
            "days_overdue", (customer.today - oldest).days, source=str(rows[0]["order_id"])
        )
    if count <= MOST_NAMED:
        yield from (DraftFact("order_numbers", str(row["order_id"])) for row in rows)


def _ending(customer: _Customer) -> Iterator[DraftFact]:
    """Gives the contract in force that ends next."""
    ahead = Filter("end_date", "ge", (customer.today,))
    by = Order("end_date", descending=False)
    for row in customer.rows("contract", "name end_date", ahead, by=by):
        name, end = str(row["name"]), _day(row["end_date"])
        yield DraftFact("contract", name, source=name)
        yield from _dated("ends_on", end, name)
        if end is not None:
            yield DraftFact("days_left", (end - customer.today).days, source=name)


def _last_bought(customer: _Customer) -> Iterator[DraftFact]:
    """Gives the last order, how long ago it was, and what it was mostly of."""
    for row in customer.rows("order", "order_id ordered_at", by=Order("ordered_at")):
        number, placed = str(row["order_id"]), _day(row["ordered_at"])
        days = (customer.today - placed).days if placed is not None else 0
        if days >= LONG_AGO:
            yield from _dated("last_order", placed, number)
            yield DraftFact("days_since", days, source=number)
    yield from _usual(customer)


def _usual(customer: _Customer) -> Iterator[DraftFact]:
    """Gives the product that the customer has bought most of, by amount."""
    query = MetricQuery(
        ("sales",),
        group_by=("product",),
        filters=(customer.only,),
        order=(Order("sales"),),
        limit=1,
    )
    found = query_metrics(customer.context, query)
    customer.evidence.append(found)
    for row in found.table.rows:
        yield DraftFact("product", str(row[0]), source=str(row[0]))


def _invoices(customer: _Customer, facts: Sequence[DraftFact]) -> Iterator[DraftFact]:
    """Gives the invoices of the orders that a message names."""
    numbers = [str(fact.value) for fact in facts if fact.name in {"order", "order_numbers"}]
    theirs = Filter("order_id", "in", tuple(numbers))
    by = Order("issued_at", descending=False)
    if not numbers:
        return
    for row in customer.rows("invoice", "number order_id", theirs, by=by, limit=MOST_INVOICES):
        if row["number"]:
            yield DraftFact("invoice_numbers", str(row["number"]), source=str(row["order_id"]))


def _nothing(_: _Customer) -> Iterator[DraftFact]:
    return iter(())


def _dated(name: str, value: Cell, source: str) -> Iterator[DraftFact]:
    """Gives a day as a fact; nothing where there is none."""
    day = _day(value)
    if day is not None:
        yield DraftFact(name, day, source=source)


def _day(value: Cell) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


_OF: Mapping[Occasion, Callable[[_Customer], Iterator[DraftFact]]] = {
    "thanks": _delivered,
    "check_in": _visited,
    "quotation": _offered,
    "reminder": _overdue,
    "renewal": _ending,
    "win_back": _last_bought,
    "cross_sell": _usual,
    "apology": _complained,
    "greeting": _nothing,
    "meeting": _nothing,
}
