"""Figures of a company computed from its rows in plain Python, as contract section 2 words them.

Nothing here looks at the statements of `crm.query`: two ways to the same figure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from crm.periods import Period
from crm.query.result import Cell
from crm.query.spec import Filter
from tests.unit.crm.query.trading_company import BASE, Row

COUNTED = {"confirmed", "shipped", "completed"}
WON, LOST = {"won", "赢单"}, {"lost", "输单"}
GRAINS = ("day", "week", "month", "quarter", "year")
Key = tuple[Cell, ...]


class CannotBeAsked(Exception):
    """The measure has no such dimension."""


@dataclass(frozen=True)
class Fact:
    """One row of a table with all that it can be split by, and when what happened to it."""

    dimensions: Mapping[str, Cell]
    dates: Mapping[str, date | None]
    customer: str | None
    currency: str
    id: str
    amount: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)
    owner: str | None = None


@dataclass(frozen=True)
class Part:
    """What is added up or counted: over which facts, which of them, and by which date."""

    table: str
    value: Callable[[list[Fact]], Decimal]
    keep: Callable[[Fact, date], bool] = lambda _fact, _today: True
    date: str = "at"
    counted: bool = False
    twice: bool = False
    otherwise: str | None = None


def _sum(facts: list[Fact]) -> Decimal:
    return sum((fact.amount for fact in facts), Decimal(0))


def _units(facts: list[Fact]) -> Decimal:
    return sum((fact.quantity for fact in facts), Decimal(0))


def _ids(facts: list[Fact]) -> Decimal:
    return Decimal(len({fact.id for fact in facts}))


def _customers(facts: list[Fact]) -> Decimal:
    return Decimal(len({fact.customer for fact in facts}))


def _products(facts: list[Fact]) -> Decimal:
    return Decimal(len({fact.dimensions["product"] for fact in facts}))


def _by(*dates: str) -> Callable[[Fact, date], bool]:
    return lambda fact, today: all((fact.dates[name] or date.max) <= today for name in dates)


def _overdue(*dates: str) -> Callable[[Fact, date], bool]:
    paid = _by(*dates)
    return lambda fact, today: paid(fact, today) and (fact.dates["due"] or date.max) < today


def _stage(*stages: str) -> Callable[[Fact, date], bool]:
    return lambda fact, _: str(fact.dimensions["stage"] or "").lower() in stages


def _status(status: str) -> Callable[[Fact, date], bool]:
    return lambda fact, _: fact.dimensions["status"] == status


def _open(fact: Fact, _: date) -> bool:
    return str(fact.dimensions["stage"] or "").lower() not in WON | LOST


PARTS: dict[str, Part] = {
    "sales": Part("orders", _sum, counted=True, otherwise="lines"),
    "orders": Part("orders", _ids, counted=True, otherwise="lines"),
    "units": Part("orders", _units, counted=True, otherwise="lines"),
    "buyers": Part("orders", _customers, counted=True, otherwise="lines"),
    "repeat_buyers": Part("orders", _customers, counted=True, twice=True, otherwise="lines"),
    "new_customers": Part(
        "orders", _customers, lambda fact, _: fact.dates["first"] is not None, counted=True
    ),
    "cancelled": Part("orders", _ids, _status("cancelled"), otherwise="lines"),
    "products_sold": Part("lines", _products, counted=True),
    "returned": Part("returns", _sum),
    "return_count": Part("returns", _ids),
    "collected": Part("payments", _sum, date="paid"),
    "billed": Part("orders", _sum, _by("at"), counted=True),
    "received": Part("payments", _sum, _by("at", "paid"), counted=True),
    "billed_overdue": Part("orders", _sum, _overdue("at"), counted=True),
    "received_overdue": Part("payments", _sum, _overdue("at", "paid"), counted=True),
    "invoiced": Part("invoices", _sum, date="issued"),
    "invoiced_orders": Part("invoices", _sum, _by("at", "issued"), counted=True),
    "target": Part("targets", _sum),
    "target_begun": Part("targets", _sum, _by("at")),
    "pipeline": Part("opportunities", _sum, _open, date="expected"),
    "won": Part("opportunities", _sum, _stage(*WON), date="closed"),
    "won_count": Part("opportunities", _ids, _stage(*WON), date="closed"),
    "lost_count": Part("opportunities", _ids, _stage(*LOST), date="closed"),
    "customers": Part("customers", _ids),
    "activities": Part("activities", _ids),
    "visits": Part("activities", _ids, lambda fact, _: fact.dimensions["kind"] == "visit"),
}
Values = Mapping[str, Decimal]
MEASURES: dict[str, tuple[tuple[str, ...], Callable[[Values], Decimal | None]]] = {
    name: ((name,), lambda v, name=name: v[name])
    for name in (
        "sales orders units buyers repeat_buyers new_customers products_sold returned"
        " return_count collected invoiced target pipeline won won_count customers activities visits"
    ).split()
}


def _ratio(above: Decimal, below: Decimal) -> Decimal | None:
    return above / below if below else None


MEASURES.update(
    {
        "cancelled_orders": (("cancelled",), lambda v: v["cancelled"]),
        "net_sales": (("sales", "returned"), lambda v: v["sales"] - v["returned"]),
        "average_order": (("sales", "orders"), lambda v: _ratio(v["sales"], v["orders"])),
        "average_price": (("sales", "units"), lambda v: _ratio(v["sales"], v["units"])),
        "return_rate": (("returned", "sales"), lambda v: _ratio(v["returned"], v["sales"])),
        "outstanding": (("billed", "received"), lambda v: v["billed"] - v["received"]),
        "overdue": (
            ("billed_overdue", "received_overdue"),
            lambda v: v["billed_overdue"] - v["received_overdue"],
        ),
        "attainment": (("sales", "target_begun"), lambda v: _ratio(v["sales"], v["target_begun"])),
        "gap": (("sales", "target_begun"), lambda v: v["target_begun"] - v["sales"]),
        "win_rate": (
            ("won_count", "lost_count"),
            lambda v: _ratio(v["won_count"], v["won_count"] + v["lost_count"]),
        ),
        "repeat_rate": (
            ("repeat_buyers", "buyers"),
            lambda v: _ratio(v["repeat_buyers"], v["buyers"]),
        ),
        "collection_rate": (("received", "billed"), lambda v: _ratio(v["received"], v["billed"])),
        "uninvoiced": (("billed", "invoiced_orders"), lambda v: v["billed"] - v["invoiced_orders"]),
    }
)
COUNTS = {
    "orders", "units", "buyers", "repeat_buyers", "new_customers", "products_sold", "return_count",
    "won_count", "customers", "activities", "visits", "cancelled_orders", "win_rate", "repeat_rate",
}  # fmt: skip
"""Measures without an amount of money in them."""


@dataclass(frozen=True)
class Question:
    """What is asked."""

    measures: tuple[str, ...]
    groups: tuple[str, ...]
    filters: tuple[Filter, ...]
    period: Period | None


@dataclass(frozen=True)
class Answer:
    """The measures' values by group, and over all groups; those of several currencies have none."""

    groups: dict[Key, tuple[Decimal | None, ...]]
    total: tuple[Decimal | None, ...] | None


@dataclass(frozen=True)
class PlainCompany:
    """The rows of a company as one caller sees them on one day."""

    rows: Mapping[str, list[dict[str, object]]]
    caller: str
    today: date
    _found: dict[str, list[Fact]] = field(default_factory=dict[str, list[Fact]])

    # -- who sees what ----------------------------------------------------------------------

    @cached_property
    def people(self) -> dict[str, Row]:
        """Gives the users by id."""
        return {str(row["user_id"]): row for row in self.rows.get("users", ())}

    @cached_property
    def owners(self) -> set[str] | None:
        """Gives the users whose customers the caller sees; None for everybody's."""
        role = self.people[self.caller]["role"]
        if role in {"finance", "admin"}:
            return None
        if role == "rep":
            return {self.caller}
        found: set[str] = set()
        grown = True
        while grown:
            above = found | {self.caller}
            more = {i for i, row in self.people.items() if row.get("manager_id") in above} - found
            grown = bool(more - {self.caller})
            found |= more - {self.caller}
        return found

    def sees_customer(self, customer: Row) -> bool:
        """Whether the caller sees a customer and what hangs on it."""
        return self.owners is None or customer["owner_id"] in self.owners

    def _team(self, user: object) -> Cell:
        known = self.people.get(str(user))
        visible = self.owners is None or user in self.owners | {self.caller}
        return str(known["team"]) if known and visible and known.get("team") else None

    # -- facts ------------------------------------------------------------------------------

    @cached_property
    def customers(self) -> dict[str, Row]:
        """Gives the visible customers by id."""
        return {
            str(row["customer_id"]): row
            for row in self.rows.get("customers", ())
            if self.sees_customer(row)
        }

    def facts(self, table: str) -> list[Fact]:
        """Gives the visible facts of a table."""
        if table not in self._found:
            self._found[table] = list(getattr(self, f"_{table}")())
        return self._found[table]

    def _of(self, name: str) -> Iterable[Row]:
        visible = self.customers
        return [row for row in self.rows.get(name, ()) if row["customer_id"] in visible]

    def _about(self, customer: object, owner: object = None) -> dict[str, Cell]:
        row = self.customers[str(customer)]
        who = owner or row["owner_id"]
        return {
            "customer": str(customer),
            "owner": _text(who),
            "team": self._team(who),
            "region": _text(row["region"]),
            "level": _text(row["level"]),
        }

    def _about_order(self, order: Row) -> dict[str, Cell]:
        about = self._about(order["customer_id"], order["owner_id"])
        return about | {
            "region": _text(order["ship_region"]) or about["region"],
            "channel": _text(order["channel"]),
            "status": _text(order["status"]),
            "currency": _text(order["currency"]),
            "age": self._age(order["due_date"]),
        }

    def _age(self, due: object) -> str:
        late = (self.today - due).days if isinstance(due, date) else 0
        steps = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
        return next((name for days, name in steps if late <= days), "over_90")

    def _orders(self) -> Iterable[Fact]:
        first: dict[object, object] = {}
        for order in self.rows.get("orders", ()):
            if order["status"] in COUNTED:
                earliest = first.setdefault(order["customer_id"], order["ordered_at"])
                first[order["customer_id"]] = min(earliest, order["ordered_at"])  # type: ignore[type-var]
        for order in self._of("orders"):
            at = order["ordered_at"]
            earliest = first.get(order["customer_id"])
            is_first = earliest is None or not earliest < at  # type: ignore[operator]
            yield Fact(
                self._about_order(order),
                {"at": _day(at), "due": _day(order["due_date"]), "first": _day(at) if is_first else None},
                str(order["customer_id"]),
                str(order["currency"]),
                str(order["order_id"]),
                _number(order["amount"]),
                _number(order["units"]),
            )  # fmt: skip

    @cached_property
    def orders_by_id(self) -> dict[str, tuple[Row, Fact]]:
        """Gives the visible orders with their facts."""
        return {
            fact.id: (row, fact)
            for row, fact in zip(self._of("orders"), self.facts("orders"), strict=True)
        }

    def _category(self, product: object) -> Cell:
        for row in self.rows.get("products", ()):
            if row["product_id"] == product:
                return _text(row["category"])
        return None

    def _lines(self) -> Iterable[Fact]:
        for line in self.rows.get("order_lines", ()):
            if line["order_id"] in self.orders_by_id:
                _, order = self.orders_by_id[str(line["order_id"])]
                product = line["product_id"]
                more = {"product": _text(product), "category": self._category(product)}
                yield Fact(
                    {**order.dimensions, **more},
                    order.dates,
                    order.customer,
                    order.currency,
                    order.id,
                    _number(line["amount"]),
                    _number(line["quantity"]),
                )

    def _payments(self) -> Iterable[Fact]:
        return self._on_orders("payments", "payment_id", "paid_at", "paid", method="method")

    def _invoices(self) -> Iterable[Fact]:
        return self._on_orders("invoices", "invoice_id", "issued_at", "issued")

    def _on_orders(self, table: str, key: str, at: str, name: str, **more: str) -> Iterable[Fact]:
        for row in self.rows.get(table, ()):
            if row["order_id"] in self.orders_by_id:
                _, order = self.orders_by_id[str(row["order_id"])]
                own = {dimension: _text(row[column]) for dimension, column in more.items()}
                yield Fact(
                    {**order.dimensions, **own},
                    {**order.dates, name: _day(row[at])},
                    order.customer,
                    order.currency,
                    str(row[key]),
                    _number(row["amount"]),
                )

    def _returns(self) -> Iterable[Fact]:
        for row in self._of("returns"):
            order = next(
                (o for o in self.rows.get("orders", ()) if o["order_id"] == row["order_id"]), None
            )
            about = self._about(row["customer_id"], order["owner_id"] if order else None)
            product = row["product_id"]
            yield Fact(
                {
                    **about,
                    "region": _text(order["ship_region"] if order else None) or about["region"],
                    "channel": _text(order["channel"]) if order else None,
                    "status": _text(order["status"]) if order else None,
                    "currency": _text(row["currency"]),
                    "age": self._age(order["due_date"] if order else None),
                    "product": _text(product),
                    "category": self._category(product),
                    "reason": _text(row["reason"]),
                },
                {"at": _day(row["returned_at"])},
                str(row["customer_id"]),
                str(row["currency"]),
                str(row["return_id"]),
                _number(row["amount"]),
            )

    def _targets(self) -> Iterable[Fact]:
        for row in self.rows.get("targets", ()):
            user = str(row["user_id"])
            if self.owners is None or user in self.owners:
                yield Fact(
                    {"owner": user, "team": self._team(user)},
                    {"at": date.fromisoformat(f"{row['month']}-01")},
                    None,
                    BASE,
                    f"{user} {row['month']}",
                    _number(row["amount"]),
                )

    def _opportunities(self) -> Iterable[Fact]:
        for row in self._of("opportunities"):
            expected = _day(row["expected_close"])
            yield Fact(
                {**self._about(row["customer_id"], row["owner_id"]), "stage": _text(row["stage"])},
                {"expected": expected, "closed": _day(row["closed_at"]) or expected},
                str(row["customer_id"]),
                BASE,
                str(row["opportunity_id"]),
                _number(row["amount"]),
            )

    def _customers(self) -> Iterable[Fact]:
        for key, row in self.customers.items():
            yield Fact(self._about(key), {"at": _day(row["created_at"])}, key, BASE, key)

    def _activities(self) -> Iterable[Fact]:
        for row in self._of("activities"):
            yield Fact(
                {**self._about(row["customer_id"], row["user_id"]), "kind": _text(row["kind"])},
                {"at": _day(row["occurred_at"])},
                str(row["customer_id"]),
                BASE,
                str(row["activity_id"]),
            )

    # -- answers ----------------------------------------------------------------------------

    def answer(self, question: Question) -> Answer:
        """Gives the answer.

        Raises:
            CannotBeAsked: a measure has no such dimension.
        """
        parts = {part for name in question.measures for part in MEASURES[name][0]}
        currencies = {BASE, *(row["currency"] for row in self.rows.get("orders", ()))}
        money = not set(question.measures) <= COUNTS
        by_currency = len(currencies) > 1 and money and "currency" not in question.groups
        found = {p: self._grouped(PARTS[p], question, by_currency=by_currency) for p in parts}
        together = {
            p: self._grouped(PARTS[p], question, by_currency=by_currency, together=True)
            for p in parts
        }
        keys = {key for groups in found.values() for key in groups}
        if by_currency and {"target", "target_begun"} & parts:
            keys = {key for key in keys if key[-1] == BASE}
        keys |= _where_nothing_happened(question, keys, by_currency=by_currency)
        shown = {key: self._values(question, found, key) for key in keys}
        if question.groups and not set(question.groups) & set(GRAINS):
            shown = {key: values for key, values in shown.items() if any(values)}
        several = by_currency and len({key[-1] for key in shown}) > 1
        currencies = (*((key[-1],) for key in shown), (BASE,)) if by_currency else ((),)
        width = len(question.groups) + several
        return Answer(
            {key[:width]: values for key, values in shown.items()},
            None if several else self._values(question, together, currencies[0]),
        )

    def _values(
        self, question: Question, found: Mapping[str, Mapping[Key, Decimal]], key: Key
    ) -> tuple[Decimal | None, ...]:
        values = {part: groups.get(key, Decimal(0)) for part, groups in found.items()}
        return tuple(MEASURES[name][1](values) for name in question.measures)

    def _grouped(
        self, part: Part, question: Question, *, by_currency: bool, together: bool = False
    ) -> dict[Key, Decimal]:
        """Gives the part's values by group, or of all groups `together`, by currency at most."""
        wanted = {*question.groups, *(f.dimension for f in question.filters)}
        kept: dict[Key, list[Fact]] = {}
        for fact in self.facts(self._table(part, wanted)):
            if self._counts(fact, part, question):
                groups = () if together else question.groups
                key = tuple(_at(fact, part, name) for name in groups)
                currency = (fact.currency,) if by_currency else ()
                kept.setdefault((*key, *currency), []).append(fact)
        if part.twice:
            repeated = {key: _of_repeaters(facts) for key, facts in kept.items()}
            kept = {key: facts for key, facts in repeated.items() if facts}
        return {key: part.value(facts) for key, facts in kept.items()}

    def _table(self, part: Part, wanted: set[str]) -> str:
        for table in (part.table, part.otherwise):
            if table is not None and wanted <= DIMENSIONS[table] | _grains(table):
                return table
        raise CannotBeAsked(part.table)

    def _counts(self, fact: Fact, part: Part, question: Question) -> bool:
        if (
            part.counted
            and not _names_status(question)
            and fact.dimensions["status"] not in COUNTED
        ):
            return False
        at = fact.dates[part.date]
        period = question.period
        if period is not None:
            if at is None:
                return False
            start = period.start.replace(day=1) if part.table == "targets" else period.start
            if not start <= at <= period.end:
                return False
        return part.keep(fact, self.today) and all(
            _meets(_at(fact, part, f.dimension), f) for f in question.filters
        )


_CUSTOMER = {"customer", "owner", "team", "region", "level"}
_ORDER = _CUSTOMER | {"channel", "status", "currency", "age"}
DIMENSIONS: dict[str, set[str]] = {
    "orders": _ORDER,
    "lines": _ORDER | {"product", "category"},
    "payments": _ORDER | {"method"},
    "invoices": _ORDER,
    "returns": _ORDER | {"product", "category", "reason"},
    "targets": {"owner", "team"},
    "opportunities": _CUSTOMER | {"stage"},
    "customers": _CUSTOMER,
    "activities": _CUSTOMER | {"kind"},
}


def _grains(table: str) -> set[str]:
    short = {"day", "week"} if table == "targets" else set[str]()
    return {str(grain) for grain in GRAINS} - short


def _where_nothing_happened(question: Question, keys: set[Key], *, by_currency: bool) -> set[Key]:
    """Gives the groups that are shown with zeros: the whole, and each bucket of a time."""
    if not question.groups:
        names: list[Key] = [()]
    elif len(question.groups) == 1 and question.groups[0] in GRAINS:
        names = [(name,) for name in _buckets(question, {str(key[0]) for key in keys if key[0]})]
    else:
        return set()
    if not by_currency:
        return set(names)
    return {(*name, currency) for name in names for currency in {k[-1] for k in keys} or {BASE}}


def _buckets(question: Question, found: set[str]) -> set[str]:
    grain, period = question.groups[0], question.period
    bounded = period is not None and period.start != date.min
    if not found and not bounded:
        return set()
    first = period.start if period is not None and bounded else min(map(_first_day, found))
    last = period.end if period is not None else max(map(_first_day, found))
    days = ((last - first).days if last > first else 0) + 1
    return {bucket(first + timedelta(days=n), grain) for n in range(days)}


def _first_day(name: str) -> date:
    year, _, rest = name.partition("-")
    if rest.startswith("Q"):
        return date(int(year), int(rest[1]) * 3 - 2, 1)
    return date.fromisoformat(f"{name}-01-01"[:10] if len(name) < 10 else name)


def _names_status(question: Question) -> bool:
    return "status" in {*question.groups, *(f.dimension for f in question.filters)}


def _of_repeaters(facts: list[Fact]) -> list[Fact]:
    orders: dict[str | None, set[str]] = {}
    for fact in facts:
        orders.setdefault(fact.customer, set()).add(fact.id)
    return [fact for fact in facts if len(orders[fact.customer]) >= 2]


def _at(fact: Fact, part: Part, dimension: str) -> Cell:
    if dimension not in GRAINS:
        return fact.dimensions[dimension]
    day = fact.dates[part.date]
    return None if day is None else bucket(day, dimension)


def bucket(day: date, grain: str) -> str:
    """Gives the name of the bucket that a day lies in."""
    match grain:
        case "day":
            return str(day)
        case "week":
            return str(day - timedelta(days=day.weekday()))
        case "month":
            return str(day)[:7]
        case "quarter":
            return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        case _:
            return str(day.year)


def _meets(value: Cell, wanted: Filter) -> bool:
    match wanted.operator:
        case "in":
            return value is not None and value in wanted.values
        case "not_in":
            return value is None or value not in wanted.values
        case _:
            return value is None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
