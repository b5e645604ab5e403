"""Which rows of a list are kept: by whose they are, their states and their dates."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.brains.rules.frame import Condition
from assistant.brains.rules.tokens import Lasting
from crm.names import Name
from crm.periods import Kind, Period, add_months, between, year_earlier
from crm.query.spec import Filter
from tools.phrases.periods import PeriodSpan

Noun = tuple[str, str]
"""An entity, and the kind or state of its rows; empty for the usual ones."""
A_YEAR = timedelta(days=366)
SOON_DAYS = 90
"""What is soon, where nothing else is said; the answer says the dates."""

BEHIND = ("上", "去年", "前年", "过去", "昨", "last", "the last", "past", "the past", "previous")
"""How times begin that are over, of what else would lie ahead."""


@dataclass
class Said:
    """What the words of a question say."""

    nouns: list[Noun] = field(default_factory=list[Noun])
    states: list[str] = field(default_factory=list[str])
    names: list[Name] = field(default_factory=list[Name])
    periods: list[PeriodSpan] = field(default_factory=list[PeriodSpan])
    lastings: list[Lasting] = field(default_factory=list[Lasting])
    bounds: list[Filter] = field(default_factory=list[Filter])
    verbs: set[str] = field(default_factory=set[str])
    limit: int | None = None
    newest: bool = False
    ranked: str = ""
    one: bool = False
    """Whether one is meant, by its noun: the biggest deal, of which there is no second."""
    plural: bool = False
    """Whether the noun stands in the plural: deals from referrals."""
    listed: bool = False
    counted: bool = False
    when: bool = False
    soon: bool = False
    """Whether contracts are asked for that expire soon, however soon that is."""


def row_conditions(
    entity: str, states: set[str], said: Said, today: date
) -> tuple[Condition, ...] | None:
    """Gives the filters; None where a state is of something else."""
    found: list[Condition] = []
    groups: dict[str, list[Name]] = {}
    for name in said.names:
        groups.setdefault(name.dimension, []).append(name)
    for dimension, names in groups.items():
        values = tuple(value for name in names for value in name.values)
        labels = tuple(name.label for name in names)
        found.append(Condition(Filter(dimension, "in", values), labels))
    for state in sorted(states):
        if state in {"expiring", "in_force", "expired"} and entity != "contract":
            return None
        of_deals = state.endswith("_deal") or state in {"late", "created"}
        if of_deals and entity != "opportunity":
            return None
        if state == "created":
            found += _created(states, said)
        if entity == "activity":
            found.append(Condition(Filter("kind", "in", (state,)), (state,)))
        found += _of_contracts(state, today, said)
    return (*found, *(Condition(bound) for bound in said.bounds))


def _of_contracts(state: str, today: date, said: Said) -> list[Condition]:
    """Gives the conditions of contracts in force, and of those that have ended or will end.

    Where it is not said how soon, all that will end are meant, the next one first.
    """
    if state == "expiring" and not (said.periods or said.lastings or said.soon):
        return [Condition(Filter("end_date", "ge", (today,)))]
    if state == "late":
        return [Condition(Filter("expected_close", "lt", (today,)))]
    if state == "expired":
        return [Condition(Filter("end_date", "lt", (today,)))]
    begun = Condition(Filter("start_date", "le", (today,)))
    return [begun, Condition(Filter("end_date", "ge", (today,)))] if state == "in_force" else []


def _created(states: set[str], said: Said) -> list[Condition]:
    """Gives the conditions that deals, of whatever stage where none is said, were entered then."""
    of_stages = states - {"created"} or any(name.dimension == "stage" for name in said.names)
    stages = () if of_stages else (EVERY_STAGE,)
    entered = said.periods.pop().period
    return [*stages, Condition(Filter("created_at", "between", (entered.start, entered.end)))]


EVERY_STAGE = Condition(Filter("stage", "not_in", ()))


def row_period(entity: str, states: set[str], said: Said, today: date) -> Period | None:
    """Gives the period; None where the rows have no date that it could be of."""
    ahead = "expiring" in states or "expected" in states
    if said.lastings:
        days = said.lastings[0].days
        return between(today, today + timedelta(days=days)) if ahead and days else None
    if said.soon and "expiring" in states and not said.periods:
        return between(today, today + timedelta(days=SOON_DAYS))
    if not said.periods:
        return None
    found, words = said.periods[0].period, said.periods[0].text
    if ahead and words.startswith(("近", "最近")):
        return None  # 近三个月到期: those that ended, or those that will?
    if ahead and not words.startswith(BEHIND):
        return lying_ahead(found, today)
    closed = {"won_deal", "lost_deal"} & states
    dated = entity not in {"contract", "contact", "product", "opportunity"}
    dated = dated or "expiring" in states  # 上个月到期的: those that ended then
    return found if dated or closed else None


def lying_ahead(found: Period, today: date) -> Period | None:
    """Gives a period from the business date on, to the end named (contract section 2)."""
    if found.kind is Kind.DAYS:
        return between(today, today + timedelta(days=found.count))
    if found.kind is Kind.MONTHS:
        return between(today, add_months(today, found.count))
    if found.kind is Kind.UNTIL and found.end < today:
        later = add_months(found.end, 12)  # before March, said in November
        return between(today, later) if today - found.end < A_YEAR else None
    if found.kind is Kind.UNTIL or found.start < today <= found.calendar_end:
        return between(today, max(found.calendar_end, today))
    if found.end < today and found.kind is Kind.MONTH:
        # A month named without a year is the next one, for what lies ahead.
        return year_earlier(found.whole(), years=-1) if today - found.end < A_YEAR else None
    return found if found.start >= today else None
