"""The customers as the sellers know them: how often they buy, how much, and how they pay."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from crm.demo.almanac import Span
from crm.demo.brands import Brand
from crm.demo.climate import Climate
from crm.demo.company_words import SOURCES
from crm.demo.people import TEAM_REGIONS
from crm.demo.phrases import Language
from crm.demo.rows import Customer, CustomerStatus, User
from crm.demo.traits import Traits, in_dollars, levels, traits_of

Discipline = Literal["prompt", "slow", "poor", "owing"]

YUAN_PER_DOLLAR = 7.1
LEVEL_DISCOUNTS = {"A": 1.4, "B": 1.0, "C": 0.6}


@dataclass(frozen=True, slots=True)
class Account:
    """A customer with its habits.

    `opens` and `closes` are the first and last day it may order. `stocks_up_in` is the month of
    its big order each year. Before `handed_over` it belonged to `former_owner`.
    """

    customer: Customer
    traits: Traits
    opens: date
    closes: date
    discount: float
    currency: str
    terms_days: int
    discipline: Discipline
    former_owner: str | None
    handed_over: date
    stocks_up_in: int | None

    @property
    def language(self) -> Language:
        """The language its people write in."""
        return self.traits.brand.language

    @property
    def buys(self) -> bool:
        """Whether it has ever ordered."""
        return self.traits.buys

    def owner_on(self, day: date) -> str | None:
        """Who looked after the customer on that day."""
        former = self.former_owner if day < self.handed_over else None
        return former or self.customer.owner_id


@dataclass(frozen=True, slots=True)
class _Office:
    """What all accounts share while they are drawn."""

    span: Span
    climate: Climate
    reps: dict[str, list[str]]
    levels: dict[str, str]
    in_dollars: frozenset[str]


def accounts(
    rng: Random, climate: Climate, *, brands: list[Brand], users: tuple[User, ...], span: Span
) -> tuple[Account, ...]:
    """All customers, C0001 first."""
    traits = traits_of(rng, climate, brands)
    office = _Office(
        span=span,
        climate=climate,
        reps=_reps_by_region(users),
        levels=levels(traits),
        in_dollars=in_dollars(rng, traits),
    )
    return tuple(_account(rng, office, trait, number) for number, trait in enumerate(traits, 1))


def _reps_by_region(users: tuple[User, ...]) -> dict[str, list[str]]:
    return {
        region: [user.user_id for user in users if user.role == "rep" and user.team == team]
        for team, regions in TEAM_REGIONS.items()
        for region in regions
    }


def _account(rng: Random, office: _Office, traits: Traits, number: int) -> Account:
    brand, span = traits.brand, office.span
    level = office.levels[brand.short_name]
    opens, closes = _window(rng, traits, span)
    owner, colleague = rng.sample(office.reps[brand.place.region], 2)
    settled = traits.life == "established"
    discount = office.climate.discount * LEVEL_DISCOUNTS[level]
    return Account(
        customer=_customer(rng, office, traits, number=number, owner=owner, opens=opens),
        traits=traits,
        opens=opens,
        closes=closes,
        discount=max(0.0, discount + rng.gauss(0, 0.015)),
        currency="USD" if brand.short_name in office.in_dollars else "CNY",
        terms_days=rng.choices((30, 45, 60), (6, 2, 2))[0],
        discipline=_discipline(rng, office.climate, brand),
        former_owner=colleague if settled and rng.random() < 0.05 else None,
        handed_over=span.day(rng.randint(200, span.days - 400)),
        stocks_up_in=rng.randint(1, 12) if settled and rng.random() < 0.04 else None,
    )


def _discipline(rng: Random, climate: Climate, brand: Brand) -> Discipline:
    if brand.role == "owing":
        return "owing"
    drawn = rng.random()
    if drawn < climate.prompt_payers:
        return "prompt"
    return "slow" if drawn < climate.prompt_payers + climate.slow_payers else "poor"


def _window(rng: Random, traits: Traits, span: Span) -> tuple[date, date]:
    """First and last day on which the customer may order."""
    opens, closes = span.start, span.today
    if traits.life in ("joined", "prospect", "unclaimed"):
        opens = span.day(int(span.days * rng.uniform(0.08, 0.995)))
    elif traits.life == "once":
        opens = closes = span.day(rng.randrange(span.days - 30))
    elif traits.life == "faded":
        closes = span.today - timedelta(days=round(75 + 600 * rng.random() ** 1.5))
    if traits.brand.role == "quiet":
        closes = span.today - timedelta(days=rng.randint(66, 74))
    return opens, closes


def _customer(
    rng: Random, office: _Office, traits: Traits, *, number: int, owner: str, opens: date
) -> Customer:
    brand, place = traits.brand, traits.brand.place
    return Customer(
        customer_id=f"C{number:04}",
        name=brand.name,
        short_name=brand.short_name,
        aliases=brand.aliases,
        industry=brand.industry,
        province=place.province,
        city=place.city,
        region=place.region,
        level=office.levels[brand.short_name],
        owner_id=None if traits.life == "unclaimed" else owner,
        status=_status(rng, traits),
        phone=_switchboard(brand, number),
        tax_id=f"91DEMO{number:011}X" if brand.language == "zh" else f"DEMO-{number:06}",
        created_at=_created(rng, office.span, opens),
        source=rng.choice(SOURCES[:5] if brand.language == "zh" else SOURCES[5:] + SOURCES[2:3]),
    )


def _status(rng: Random, traits: Traits) -> CustomerStatus:
    if not traits.buys:
        return "prospect"
    gone = traits.life in ("faded", "once") and rng.random() < 0.6
    return "inactive" if gone else "active"


def _switchboard(brand: Brand, number: int) -> str:
    """A telephone number of a range that nobody is given."""
    if brand.place.region == "海外":
        return f"+1 {200 + number // 100} 555 01{number % 100:02}"
    return f"400-000-{number:04}"


def _created(rng: Random, span: Span, opens: date) -> datetime:
    """When the customer was put on file: years ago, or days before its first order."""
    known_days = rng.randint(30, 1800) if opens == span.start else rng.randint(1, 50)
    minute = rng.randint(0, 539)
    return datetime.combine(opens - timedelta(days=known_days), time(9)) + timedelta(minutes=minute)
