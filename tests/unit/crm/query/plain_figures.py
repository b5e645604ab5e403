"""Figures of a company computed from its rows in plain Python, as contract section 2 words them.

Nothing here looks at the statements of `crm.query`: two ways to the same figure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.periods import Period
from crm.query.result import Cell
from crm.query.spec import Filter
from tests.unit.crm.query.plain_facts import COUNTED, Fact, PlainCompany
from tests.unit.crm.query.trading_company import BASE

WON, LOST = {"won", "赢单"}, {"lost", "输单"}
GRAINS = ("day", "week", "month", "quarter", "year")
Key = tuple[Cell, ...]


class CannotBeAsked(Exception):
    """The measure has no such dimension."""


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
class Calculator:
    """Answers questions from the facts of a company."""

    company: PlainCompany

    def answer(self, question: Question) -> Answer:
        """Gives the answer.

        Raises:
            CannotBeAsked: a measure has no such dimension.
        """
        parts = {part for name in question.measures for part in MEASURES[name][0]}
        currencies = {BASE, *(row["currency"] for row in self.company.rows.get("orders", ()))}
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
        for fact in self.company.facts(self._table(part, wanted)):
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
        return part.keep(fact, self.company.today) and all(
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
