"""What the sellers note about calls, visits, messages and complaints."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from crm.demo.accounts import Account
from crm.demo.almanac import Span
from crm.demo.phrases import KIND_WEIGHTS, NOTES
from crm.demo.rows import Activity
from crm.demo.sales import Sale

NOTES_PER_SALE = 0.55
PROSPECT_NOTES = 5
RECENT_DAYS = 40
# Complaints of the last weeks come more often.
RECENT_COMPLAINTS = 1.6
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    account: Account
    model: str


def activities(
    rng: Random,
    accounts: tuple[Account, ...],
    *,
    sales: list[Sale],
    models: list[str],
    span: Span,
) -> Iterator[Activity]:
    """All notes, oldest first."""
    moments = list(_after_sales(rng, sales, span))
    moments += _with_prospects(rng, accounts, models, span)
    moments += _yesterday(rng, sales, span)
    moments.sort(key=lambda moment: (moment.at, moment.account.customer.customer_id))
    for number, moment in enumerate(moments, 1):
        yield _activity(rng, moment, span, number)


def _after_sales(rng: Random, sales: list[Sale], span: Span) -> Iterator[_Moment]:
    """Notes some days before or after an order."""
    for sale in sales:
        if rng.random() < NOTES_PER_SALE:
            at = sale.placed_at + timedelta(minutes=rng.randint(-9, 20) * 1440 + rng.randint(0, 90))
            if span.start <= at.date() and at <= span.now and at.weekday() < SATURDAY:
                yield _Moment(at, sale.account, rng.choice(sale.lines).article.product.model)


def _with_prospects(
    rng: Random, accounts: tuple[Account, ...], models: list[str], span: Span
) -> Iterator[_Moment]:
    """Notes on customers that have not ordered yet."""
    for account in accounts:
        if account.traits.life == "prospect" and account.customer.owner_id:
            known = max(span.start, account.customer.created_at.date() + timedelta(days=1))
            for _ in range(PROSPECT_NOTES):
                day = known + timedelta(days=rng.randint(0, max(0, (span.today - known).days - 1)))
                at = datetime.combine(day, time(10)) + timedelta(minutes=rng.randint(0, 420))
                if at <= span.now:
                    yield _Moment(at, account, rng.choice(models))


def _yesterday(rng: Random, sales: list[Sale], span: Span) -> Iterator[_Moment]:
    """One note of each rep on the day before the last."""
    by_owner: defaultdict[str, list[Sale]] = defaultdict(list)
    for sale in sales[-1500:]:
        if sale.account.customer.owner_id:
            by_owner[sale.account.customer.owner_id].append(sale)
    for _, recent in sorted(by_owner.items()):
        sale = rng.choice(recent)
        at = datetime.combine(span.today, time()) - timedelta(minutes=rng.randint(420, 840))
        yield _Moment(at, sale.account, sale.lines[0].article.product.model)


def _activity(rng: Random, moment: _Moment, span: Span, number: int) -> Activity:
    account = moment.account
    weights = dict(KIND_WEIGHTS)
    if (span.today - moment.at.date()).days < RECENT_DAYS:
        weights["complaint"] *= RECENT_COMPLAINTS
    kind = rng.choices(list(weights), list(weights.values()))[0]
    subject, body = rng.choice(NOTES[account.language][kind])
    return Activity(
        activity_id=f"A{number:05}",
        customer_id=account.customer.customer_id,
        kind=kind,
        occurred_at=moment.at,
        user_id=account.owner_on(moment.at.date()) or "",
        subject=subject,
        body=body.format(model=moment.model, n=rng.randint(2, 9)),
    )
