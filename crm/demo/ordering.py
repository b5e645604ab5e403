"""When the customers order: steady habits under the year's seasons, and busy last days."""

from bisect import bisect_left
from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import accumulate
from random import Random

from crm.demo.accounts import Account
from crm.demo.almanac import Span
from crm.demo.baskets import Shelf, basket, shelf_of
from crm.demo.catalog import Article
from crm.demo.climate import Climate, demand_by_region
from crm.demo.sales import Sale

ORDERS = 15_000
OPENING_HOUR = 8
# How many orders come in from 8 to 9, from 9 to 10 and so on.
HOURS = tuple(accumulate((4, 13, 16, 13, 5, 7, 13, 14, 12, 7, 3, 2, 1, 1)))
NIGHT_CHANCE = 0.002
STOCK_UP_FACTOR = 4
# How orders bunch towards the beginning of the customer's days: 1 is evenly.
BENDS = {"faded": 1.5, "slowed": 1.35}
FIRM_TODAY = 3


def sales(
    rng: Random,
    climate: Climate,
    *,
    accounts: tuple[Account, ...],
    articles: tuple[Article, ...],
    span: Span,
) -> list[Sale]:
    """All sales, oldest first."""
    demand = demand_by_region(climate, span)
    buyers = [account for account in accounts if account.buys]
    shelves = {account.customer.customer_id: shelf_of(rng, account, articles) for account in buyers}
    found: list[Sale] = []
    for account, count in _order_counts(rng, buyers, demand, span):
        shelf = shelves[account.customer.customer_id]
        days = _day_indexes(rng, account, demand[account.customer.region], span, count)
        found += [_sale(rng, account, shelf, span=span, index=index) for index in days]
    found += _last_days(rng, found, buyers, shelves, span)
    _stock_up(found)
    return sorted(found, key=lambda sale: (sale.placed_at, sale.account.customer.customer_id))


def _window(account: Account, demand: list[float], span: Span) -> tuple[float, float]:
    """The demand before the account's first day and up to its last."""
    first = (account.opens - span.start).days
    return (demand[first - 1] if first else 0.0, demand[(account.closes - span.start).days])


def _order_counts(
    rng: Random, buyers: list[Account], demand: dict[str, list[float]], span: Span
) -> list[tuple[Account, int]]:
    """How often each customer orders, 15,000 times in all but for rounding."""
    masses: list[float] = []
    for account in buyers:
        before, upto = _window(account, demand[account.customer.region], span)
        masses.append(account.traits.pace * (upto - before))
    scale = ORDERS / sum(masses)
    return [
        (account, 1 if account.traits.life == "once" else max(1, int(mass * scale + rng.random())))
        for account, mass in zip(buyers, masses, strict=True)
    ]


def _day_indexes(
    rng: Random, account: Account, demand: list[float], span: Span, count: int
) -> list[int]:
    """Days of the orders, counted from the span's first: one in each equal share of the demand."""
    before, upto = _window(account, demand, span)
    bend = BENDS.get(account.traits.life, 1.0)
    return [
        min(
            bisect_left(demand, before + (upto - before) * ((turn + rng.random()) / count) ** bend),
            span.days - 1,
        )
        for turn in range(count)
    ]


def _sale(rng: Random, account: Account, shelf: Shelf, *, span: Span, index: int) -> Sale:
    day = span.day(index)
    if index == span.days - 1:
        placed_at = span.now - timedelta(minutes=rng.randint(1, 110))
    else:
        placed_at = datetime.combine(day, time()) + timedelta(minutes=_minute(rng))
    return Sale(
        account=account,
        placed_at=placed_at,
        lines=basket(rng, account, shelf, share_gone=index / span.days),
    )


def _minute(rng: Random) -> int:
    if rng.random() < NIGHT_CHANCE:
        return rng.randint(30, 330)
    hour = bisect_left(HOURS, rng.uniform(0.001, HOURS[-1])) + OPENING_HOUR
    return hour * 60 + rng.randrange(60)


def _last_days(
    rng: Random,
    sales: list[Sale],
    buyers: list[Account],
    shelves: dict[str, Shelf],
    span: Span,
) -> list[Sale]:
    """Sales that make sure of counted orders: each rep's yesterday and a few today."""
    by_owner: defaultdict[str, list[Account]] = defaultdict(list)
    for account in buyers:
        if account.closes == span.today and account.customer.owner_id:
            by_owner[account.customer.owner_id].append(account)
    busy = {sale.account.customer.customer_id for sale in sales if sale.day >= span.day(-8)}
    added: list[Sale] = []
    for turn, (_, book) in enumerate(sorted(by_owner.items())):
        calm = [account for account in book if account.customer.customer_id not in busy]
        days = (2, 1) if turn < FIRM_TODAY else (2,)
        for account, back in zip(rng.sample(calm or book, len(days)), days, strict=True):
            shelf = shelves[account.customer.customer_id]
            sale = _sale(rng, account, shelf, span=span, index=span.days - back)
            sale.firm = True
            added.append(sale)
    return added


def _stock_up(sales: list[Sale]) -> None:
    """Makes the big order that some customers place in the same month of each year."""
    done: set[tuple[str, int]] = set()
    for sale in sorted(sales, key=lambda sale: sale.placed_at):
        key = (sale.account.customer.customer_id, sale.day.year)
        if sale.day.month == sale.account.stocks_up_in and key not in done:
            done.add(key)
            for line in sale.lines:
                line.quantity *= STOCK_UP_FACTOR
