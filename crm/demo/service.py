"""Service contracts, and how much of the service the customers use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from crm.demo.accounts import Account
from crm.demo.almanac import Span
from crm.demo.catalog import Article
from crm.demo.phrases import CONTRACT_NAMES, METRICS
from crm.demo.rows import Contract, Usage

SUBSCRIBERS = 84
# That many contracts end within 28 days, at other days of the year the rest.
ENDING_SOON = 5
YEAR = timedelta(days=365)
USAGE_WEEKS = 52
DRAFTS = 4


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A customer with service: `renews_on` is the day after a contract's last, every year."""

    account: Account
    article: Article
    seats: int
    renews_on: date
    years: int
    has_left: bool

    @property
    def year_cents(self) -> int:
        """What a year of the service costs."""
        return self.article.cents * self.seats


def subscribers(
    rng: Random, accounts: tuple[Account, ...], *, articles: tuple[Article, ...], span: Span
) -> list[Subscriber]:
    """The customers with service."""
    plans = [article for article in articles if article.product.category == "服务"]
    weights = [plan.late_pull for plan in plans]
    steady = [account for account in accounts if account.traits.life in ("established", "slowed")]
    chosen = rng.sample(steady, SUBSCRIBERS)
    return [
        Subscriber(
            account=account,
            article=rng.choices(plans, weights)[0],
            seats=max(1, round(rng.lognormvariate(1.6, 0.7))),
            renews_on=span.today
            + timedelta(days=rng.randint(3, 28) if turn < ENDING_SOON else rng.randint(2, 364)),
            years=rng.randint(1, 3),
            has_left=turn >= ENDING_SOON and rng.random() < 0.16,
        )
        for turn, account in enumerate(chosen)
    ]


def contracts(rng: Random, subscribers: list[Subscriber]) -> Iterator[Contract]:
    """All contracts: the years that are over, the running one, and a few drafts of the next."""
    numbers = count(1)
    for turn, subscriber in enumerate(subscribers):
        for years_back in range(subscriber.years, 0, -1):
            if years_back == 1 and subscriber.has_left:
                continue
            start = subscriber.renews_on - YEAR * years_back
            status = "active" if years_back == 1 else "expired"
            yield _contract(rng, subscriber, number=next(numbers), start=start, status=status)
        if turn < DRAFTS:
            start = subscriber.renews_on
            yield _contract(rng, subscriber, number=next(numbers), start=start, status="draft")


def _contract(
    rng: Random, subscriber: Subscriber, *, number: int, start: date, status: str
) -> Contract:
    account, product = subscriber.account, subscriber.article.product
    cents = round(subscriber.year_cents * rng.uniform(0.82, 1.0), -4)
    return Contract(
        contract_id=f"HT-{start:%y}-{number:04}",
        customer_id=account.customer.customer_id,
        start_date=start,
        end_date=start + YEAR - timedelta(days=1),
        name=CONTRACT_NAMES[account.language].format(year=start.year, model=product.model),
        product_id=product.product_id,
        amount=Decimal(cents).scaleb(-2),
        seats=subscriber.seats,
        status=status,
    )


def usage(rng: Random, subscribers: list[Subscriber], span: Span) -> Iterator[Usage]:
    """Weekly figures of the last year, dated by the week's Sunday; of some they go down."""
    last = span.today - timedelta(days=span.today.weekday() + 1)
    for subscriber in subscribers:
        if subscriber.has_left:
            continue
        level, trend = rng.uniform(0.6, 1.0), rng.choice((-0.012, -0.002, 0.0, 0.002, 0.006))
        metrics = METRICS if rng.random() < 0.4 else METRICS[:2]
        for week in range(USAGE_WEEKS):
            day = last - timedelta(weeks=USAGE_WEEKS - 1 - week)
            share = max(0.05, level * (1 + trend * week)) * rng.uniform(0.93, 1.07)
            for metric, value in zip(metrics, _values(subscriber, share), strict=False):
                yield Usage(subscriber.account.customer.customer_id, day, metric, Decimal(value))


def _values(subscriber: Subscriber, share: float) -> tuple[int, int, int]:
    """Devices in use, pages and calls in a week in which that share of the seats is used."""
    devices = max(1, round(subscriber.seats * min(share, 1.0)))
    return devices, round(devices * 900 * share), round(devices * 4200 * share)
