"""The deals: open ones in four stages, won ones and lost ones."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from crm.demo.accounts import Account
from crm.demo.almanac import Span
from crm.demo.catalog import Article
from crm.demo.company_words import SOURCES
from crm.demo.ledger import money
from crm.demo.phrases import DEAL_NAMES, LOST, OPEN_STAGES, WON
from crm.demo.rows import Opportunity

CLOSED = 290
OPEN = 110
# Some open deals should have closed already, most are expected within four months.
EXPECTED_IN_DAYS = (-25, 120)
SIZE = 2.5
KNOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Deal:
    account: Account
    model: str
    stage: str
    created_at: datetime
    closed_at: datetime | None
    expected_in: timedelta


def opportunities(
    rng: Random, accounts: tuple[Account, ...], *, articles: tuple[Article, ...], span: Span
) -> list[Opportunity]:
    """All deals, oldest first."""
    owned = [
        account
        for account in accounts
        if account.customer.owner_id
        and account.traits.life not in ("faded", "once")
        and (span.today - account.customer.created_at.date()).days > KNOWN_DAYS
    ]
    models = [article.product.model for article in articles if article.late_pull > 1]
    deals = [_closed(rng, rng.choice(owned), rng.choice(models), span) for _ in range(CLOSED)]
    deals += [_open(rng, rng.choice(owned), rng.choice(models), span) for _ in range(OPEN)]
    deals.sort(key=lambda deal: deal.created_at)
    return [_opportunity(rng, deal, number) for number, deal in enumerate(deals, 1)]


def _closed(rng: Random, account: Account, model: str, span: Span) -> _Deal:
    """A deal that ended on some day since the span's first, or since the customer is known."""
    known_at = account.customer.created_at
    first = max(span.start, known_at.date()) + timedelta(days=20)
    closed_on = span.today - timedelta(days=rng.randint(1, (span.today - first).days))
    closed_at = datetime.combine(closed_on, time(9)) + timedelta(minutes=rng.randint(0, 500))
    return _Deal(
        account=account,
        model=model,
        stage=WON if rng.random() < 0.46 else LOST,
        created_at=max(closed_at - timedelta(days=rng.randint(12, 130)), known_at),
        closed_at=closed_at,
        expected_in=timedelta(days=rng.randint(25, 120)),
    )


def _open(rng: Random, account: Account, model: str, span: Span) -> _Deal:
    known_at = account.customer.created_at
    age = min(rng.randint(1, 150), (span.today - known_at.date()).days - 1)
    created_on = span.today - timedelta(days=age)
    created_at = datetime.combine(created_on, time(9)) + timedelta(minutes=rng.randint(0, 500))
    expected_on = span.today + timedelta(days=rng.randint(*EXPECTED_IN_DAYS))
    if expected_on <= created_on:
        expected_on = span.today + timedelta(days=14)
    return _Deal(
        account=account,
        model=model,
        stage=OPEN_STAGES[min(3, int(age / 55 + rng.random() * 1.6))],
        created_at=created_at,
        closed_at=None,
        expected_in=expected_on - created_on,
    )


def _opportunity(rng: Random, deal: _Deal, number: int) -> Opportunity:
    account = deal.account
    yuan = account.traits.order_yuan * SIZE * rng.lognormvariate(0, 0.6)
    pattern = rng.choice(DEAL_NAMES[account.language])
    return Opportunity(
        opportunity_id=f"OP{number:04}",
        customer_id=account.customer.customer_id,
        owner_id=account.owner_on(deal.created_at.date()),
        name=f"{account.customer.short_name} "
        + pattern.format(year=deal.created_at.year, model=deal.model),
        stage=deal.stage,
        amount=money(max(1, round(yuan / 1000)) * 100_000),
        expected_close=(deal.created_at + deal.expected_in).date(),
        created_at=deal.created_at,
        closed_at=deal.closed_at,
        lead_source=rng.choice(SOURCES[:5]),
    )
