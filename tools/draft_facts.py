"""The tool that finds what a message to a customer may say: facts of the record, nothing else.

Each fact is a cell of a row, or a figure, that the caller may see. What is not on record is not
here, and the letter has a blank in its place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from crm.consent import Channel, opted_out
from crm.query.conditions import after
from crm.query.result import Cell
from crm.query.spec import Filter, MetricQuery, Order
from tools.base import ToolContext
from tools.customer_rows import CustomerRows, Row, day_of
from tools.customer_value import cross_sell
from tools.drafts import Caution, DraftFact, DraftRequest, Occasion, Record

MOST_NAMED = 5
"""Orders that one message names by their numbers."""
MOST_INVOICES = 10
MOST_CONTACTS = 50
MOST_CONTRACTS = 50
MOST_RETURNED = 200
FRESH = 90
"""Days after which nobody apologises for a complaint, or thanks for a visit, without a thought."""
LONG_AGO = 30
"""Days without an order from which somebody may be said to have been away."""
PLACED = ("pending", "confirmed", "shipped", "completed")
"""States of an order that somebody placed, whether it counts as sold yet or not."""
NOT_IN_FORCE = frozenset(
    "draft cancelled canceled terminated expired 草稿 终止 作废 取消 已终止 已作废 已取消".split()
)
"""States of a contract that is none (yet), as houses write them."""
SIGNED_AFTER = 62
"""Days behind a contract's end in which another one begins that takes its place."""


def on_record(context: ToolContext, request: DraftRequest, today: date) -> Record:
    """Gives what a message to a customer may say.

    Raises:
        QueryError: the deployment's measures lack one that is needed.
    """
    customer = CustomerRows(context, request.customer_id, today)
    by = Order("customer_id")
    own = customer.rows("customer", ("customer", *customer.customs("customers")), by=by)
    if not own:
        return Record(is_visible=False)
    if opted_out(own[0], request.channel):
        return Record(evidence=tuple(customer.evidence), closed_to=request.customer)
    found, closed = _addressee(customer, request.channel)
    if closed is not None:
        return Record(evidence=tuple(customer.evidence), closed_to=closed)
    facts = [*found, *_OF[request.occasion](customer)]
    if request.with_invoices:
        facts += _invoices(customer, facts)
    cautions = (*_cautions(customer, request, facts),)
    return Record(tuple(facts), tuple(customer.evidence), cautions=cautions)


def _addressee(customer: CustomerRows, channel: Channel) -> tuple[list[DraftFact], str | None]:
    """Gives the contact to write to, the primary one before others, and who of them wants none."""
    columns = ("name", "title", "email", "is_primary", *customer.customs("contacts"))
    found = customer.rows(
        "contact", columns, by=Order("contact_id", descending=False), limit=MOST_CONTACTS
    )
    first = next(iter(sorted(found, key=lambda row: not row["is_primary"])), None)
    if first is None or not first["name"]:
        return [], None
    name = str(first["name"])
    if opted_out(first, channel):
        return [], name
    found_facts = [DraftFact("contact", name, source=str(first["title"] or ""))]
    if first["email"]:
        found_facts.append(DraftFact("address", str(first["email"]), source=name))
    return found_facts, None


def _delivered(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives the order that was delivered last."""
    arrived = Filter("delivered_at", "lt", (after(customer.today),))
    by = Order("delivered_at")
    for row in customer.rows("order", ("order_id", "delivered_at"), arrived, by=by):
        number = str(row["order_id"])
        yield DraftFact("order", number, source=number)
        yield from _dated("delivered_on", row["delivered_at"], number)


def _visited(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives the day of the last visit. What it is called on file is meant for the house alone."""
    for row in _last_of(customer, "visit"):
        yield from _dated("visited_on", row["occurred_at"], str(row["subject"] or ""))


def _complained(customer: CustomerRows) -> Iterator[DraftFact]:
    for row in _last_of(customer, "complaint"):
        subject = str(row["subject"] or "")
        yield from _dated("complained_on", row["occurred_at"], subject)
        if subject:
            yield DraftFact("complaint", subject, source=subject)


def _last_of(customer: CustomerRows, kind: str) -> list[Row]:
    of_kind = Filter("kind", "in", (kind,))
    so_far = Filter("occurred_at", "lt", (after(customer.today),))
    by = Order("occurred_at")
    return customer.rows("activity", ("occurred_at", "subject"), of_kind, so_far, by=by)


def _offered(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives the open deal that is to be closed next; what it may come to is the house's guess."""
    by = Order("expected_close", descending=False)
    for row in customer.rows("opportunity", ("name", "expected_close"), by=by):
        if row["name"]:
            yield DraftFact("deal", str(row["name"]), source=str(row["name"]))


def _overdue(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives what is overdue by currency, on how many orders, and since when.

    Nothing where an order that was paid twice makes up for it, in any currency.
    """
    amounts = customer.amounts("overdue")
    rows = late_orders(customer, limit=MOST_NAMED)
    if not rows or not amounts:
        return
    yield from (DraftFact("overdue", amount, currency) for currency, amount in amounts.items())
    count = customer.found
    yield DraftFact("overdue_orders", count)
    oldest, number = day_of(rows[0]["due_date"]), str(rows[0]["order_id"])
    yield from _dated("oldest_due", oldest, number)
    if oldest is not None:
        yield DraftFact("days_overdue", (customer.today - oldest).days, source=number)
    if count <= MOST_NAMED:
        yield from (DraftFact("order_numbers", str(row["order_id"])) for row in rows)


def late_orders(customer: CustomerRows, *, limit: int) -> list[Row]:
    """Gives the orders on which something is overdue, the one that is late longest first."""
    late = Filter("due_date", "lt", (customer.today,))
    unpaid = Filter("outstanding", "gt", (Decimal(0),))
    by = Order("due_date", descending=False)
    return customer.rows(
        "order", ("order_id", "due_date", "outstanding"), late, unpaid, by=by, limit=limit
    )


def contracts_ahead(customer: CustomerRows) -> list[Row]:
    """Gives the contracts that have not ended and were not undone, the next to end first."""
    ahead = Filter("end_date", "ge", (customer.today,))
    rows = customer.rows(
        "contract",
        ("name", "start_date", "end_date", "status"),
        ahead,
        by=Order("end_date", descending=False),
        limit=MOST_CONTRACTS,
    )
    return [row for row in rows if str(row["status"] or "").lower() not in NOT_IN_FORCE]


def _ending(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives the contract in force that ends next."""
    for row in contracts_ahead(customer):
        begun, end = day_of(row["start_date"]), day_of(row["end_date"])
        if begun is None or begun > customer.today or end is None or not row["name"]:
            continue
        name = str(row["name"])
        yield DraftFact("contract", name, source=name)
        yield DraftFact("ends_on", end, source=name)
        yield DraftFact("days_left", (end - customer.today).days, source=name)
        return


def _last_bought(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives the last order, how long ago it was, and what most orders were of.

    Nothing where another was placed since that does not count as sold yet.
    """
    so_far = Filter("ordered_at", "lt", (after(customer.today),))
    placed = Filter("status", "in", PLACED)
    by = Order("ordered_at")
    for row in customer.rows("order", ("order_id", "ordered_at"), so_far, placed, by=by):
        number, day = str(row["order_id"]), day_of(row["ordered_at"])
        days = (customer.today - day).days if day is not None else 0
        if days >= LONG_AGO:
            yield from _dated("last_order", day, number)
            yield DraftFact("days_since", days, source=number)
    yield from _usual(customer)


def _usual(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives the product that is in most of the customer's orders, whatever their currency."""
    by = (Order("orders"),)
    query = MetricQuery(
        ("orders",), group_by=("product",), filters=(customer.only,), order=by, limit=1
    )
    for row in customer.figures(query):
        yield DraftFact("product", str(row[0]), source=str(row[0]))


def _goes_along(customer: CustomerRows) -> Iterator[DraftFact]:
    """Gives what is often ordered with something that the customer buys, and that something.

    Only where both were seen together often enough; else what they buy, and a blank to offer.
    """
    found = cross_sell(customer.context, "customer", customer.customer_id)
    names = [column.name for column in found[0].table.columns]
    for row in found[0].table.rows[:1]:
        customer.evidence.extend(found)
        pair = dict(zip(names, row, strict=True))
        yield DraftFact("product", str(pair["goes_with"]), source=str(pair["goes_with"]))
        yield DraftFact("offer", str(pair["product"]), source=str(pair["goes_with"]))
        return
    yield from _usual(customer)


def _invoices(customer: CustomerRows, facts: Sequence[DraftFact]) -> Iterator[DraftFact]:
    """Gives the invoices of the orders that a message names, where all of them can be named."""
    numbers = [str(fact.value) for fact in facts if fact.name == "order_numbers"]
    theirs = Filter("order_id", "in", tuple(numbers))
    by = Order("issued_at", descending=False)
    if not numbers:
        return
    rows = customer.rows("invoice", ("number", "order_id"), theirs, by=by, limit=MOST_INVOICES)
    if customer.found > MOST_INVOICES:
        return
    for row in rows:
        if row["number"]:
            yield DraftFact("invoice_numbers", str(row["number"]), source=str(row["order_id"]))


def _cautions(
    customer: CustomerRows, request: DraftRequest, facts: Sequence[DraftFact]
) -> Iterator[Caution]:
    """Gives what the writer should know before sending."""
    named = {fact.name for fact in facts}
    if "overdue" in named:
        yield from _returned(customer)
    if "ends_on" in named:
        yield from _renewed(customer, facts)
    for fact in facts:
        if fact.name in {"complained_on", "visited_on"} and isinstance(fact.value, date):
            age = (customer.today - fact.value).days
            yield from [Caution("old", days=age)] if age > FRESH else []
    if request.with_invoices and "invoice_numbers" not in named:
        yield Caution("unnumbered" if "overdue" in named else "unbilled")


def _returned(customer: CustomerRows) -> Iterator[Caution]:
    """Gives what came back of the orders that are overdue, which is not taken off what is owed."""
    late = [str(row["order_id"]) for row in late_orders(customer, limit=MOST_RETURNED)]
    of_them = Filter("order_id", "in", tuple(late))
    columns = ("order_id", "amount", "currency")
    rows = customer.rows("return", columns, of_them, by=Order("returned_at"), limit=MOST_RETURNED)
    sums: dict[str, Decimal] = {}
    for row in rows:
        if isinstance(row["amount"], Decimal):
            currency = str(row["currency"])
            sums[currency] = sums.get(currency, Decimal(0)) + row["amount"]
    yield from (
        Caution("returned", amount=amount, currency=currency) for currency, amount in sums.items()
    )


def _renewed(customer: CustomerRows, facts: Sequence[DraftFact]) -> Iterator[Caution]:
    """Gives the contract that takes the place of the one that ends, where there is one already."""
    ends = next(f.value for f in facts if f.name == "ends_on")
    assert isinstance(ends, date), "the end of a contract"
    for row in contracts_ahead(customer):
        begun = day_of(row["start_date"])
        if begun is not None and 0 < (begun - ends).days <= SIGNED_AFTER:
            yield Caution("renewed", name=str(row["name"] or ""))
            return


def _nothing(_: CustomerRows) -> Iterator[DraftFact]:
    return iter(())


def _dated(name: str, value: Cell, source: str) -> Iterator[DraftFact]:
    """Gives a day as a fact; nothing where there is none."""
    day = day_of(value)
    if day is not None:
        yield DraftFact(name, day, source=source)


_OF: Mapping[Occasion, Callable[[CustomerRows], Iterator[DraftFact]]] = {
    "thanks": _delivered,
    "check_in": _visited,
    "quotation": _offered,
    "reminder": _overdue,
    "renewal": _ending,
    "win_back": _last_bought,
    "cross_sell": _goes_along,
    "apology": _complained,
    "greeting": _nothing,
    "meeting": _nothing,
}
