"""The planted anomalies: forty orders changed in eight ways, each noted on its sale."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil
from random import Random
from statistics import median

from crm.demo.almanac import Span
from crm.demo.baskets import neat_quantity, usual_cents
from crm.demo.catalog import Article
from crm.demo.rows import AnomalyKind
from crm.demo.sales import Sale, SaleLine

COUNTS: dict[AnomalyKind, int] = {
    "overdue_customer": 4,
    "amount_spike": 6,
    "quantity_typo": 6,
    "price_off_list": 6,
    "duplicate_order": 5,
    "unusual_product": 5,
    "odd_hour": 4,
    "total_mismatch": 4,
}
# Days before the last one between which an anomaly lies, by turns: a third in the last days and
# weeks, where people look first, the others over the two years that have a history before them.
AGES = ((1, 7), (8, 85), (90, 700), (8, 85), (90, 700), (90, 700))
HISTORY = 10
DEBT_DAYS = 60
PRICE_FACTORS = (0.3, 0.38, 0.45, 2.2, 2.8)


@dataclass(frozen=True, slots=True)
class _Case:
    """A sale that may be changed, with what its customer ordered before it."""

    sale: Sale
    earlier: list[Sale]
    articles: tuple[Article, ...]
    span: Span

    @property
    def usual_cents(self) -> int:
        return round(median(sale.amount_cents for sale in self.earlier))

    @property
    def main_line(self) -> SaleLine:
        return max(self.sale.lines, key=lambda line: line.amount_cents)


# Changes the case's sale and notes the detail; gives a sale to add, itself, or None if it can't.
_Change = Callable[[Random, _Case], Sale | None]


def plant(
    rng: Random, sales: list[Sale], *, articles: tuple[Article, ...], span: Span
) -> list[Sale]:
    """The sales with forty of them changed or added, oldest first; no customer has two."""
    histories: defaultdict[str, list[Sale]] = defaultdict(list)
    for sale in sales:
        histories[sale.account.customer.customer_id].append(sale)
    added: list[Sale] = []
    kinds: list[AnomalyKind] = [kind for kind, count in COUNTS.items() for _ in range(count)]
    for turn, kind in enumerate(kinds):
        ages = AGES[turn % len(AGES)]
        for case in _cases(rng, histories, ages=ages, articles=articles, span=span):
            changed = CHANGES[kind](rng, case)
            if changed is not None:
                changed.kind, changed.firm = kind, True
                added += [changed] if changed is not case.sale else []
                del histories[changed.account.customer.customer_id]
                break
    return sorted(sales + added, key=lambda sale: sale.placed_at)


def _cases(
    rng: Random,
    histories: dict[str, list[Sale]],
    *,
    ages: tuple[int, int],
    articles: tuple[Article, ...],
    span: Span,
) -> Iterator[_Case]:
    """Ordinary sales of those ages, in random order; of any age when there are none left."""
    for youngest, oldest in (ages, (1, 900)):
        first = span.today - timedelta(days=oldest)
        last = span.today - timedelta(days=youngest)
        found = [
            (history, index)
            for history in histories.values()
            for index in range(
                max(HISTORY, bisect_left(history, first, key=_day)),
                bisect_right(history, last, key=_day),
            )
            if _is_ordinary(history[index])
        ]
        rng.shuffle(found)
        for history, index in found:
            yield _Case(history[index], history[:index], articles, span)


def _day(sale: Sale) -> date:
    return sale.day


def _is_ordinary(sale: Sale) -> bool:
    """Whether a change of it stands out: neither a yearly big order nor one in dollars."""
    account = sale.account
    return account.currency == "CNY" and account.stocks_up_in is None


def _amount_spike(rng: Random, case: _Case) -> Sale | None:
    if case.sale.amount_cents < case.usual_cents * 0.8:
        return None
    factor = rng.randint(6, 10)
    for line in case.sale.lines:
        line.quantity *= factor
    case.sale.detail = f"amount {_yuan(case.sale.amount_cents)}, {_usual(case)}"
    return case.sale


def _quantity_typo(_rng: Random, case: _Case) -> Sale | None:
    line = case.main_line
    if line.quantity < 4 or line.amount_cents < case.sale.amount_cents * 0.4:
        return None
    meant, line.quantity = line.quantity, line.quantity * 10
    case.sale.detail = f"{line.quantity} of {line.article.product.model} instead of {meant}"
    return case.sale


def _price_off_list(rng: Random, case: _Case) -> Sale | None:
    line = case.main_line
    line.cents = round(line.article.cents * rng.choice(PRICE_FACTORS))
    case.sale.detail = (
        f"{line.article.product.model} at {_yuan(line.cents)}, list price "
        f"{line.article.product.list_price:,}"
    )
    return case.sale


def _duplicate_order(rng: Random, case: _Case) -> Sale | None:
    if len(case.sale.lines) < 2:
        return None
    case.sale.firm = True
    return Sale(
        account=case.sale.account,
        placed_at=case.sale.placed_at + timedelta(minutes=rng.randint(2, 55)),
        lines=[replace(line) for line in case.sale.lines],
        twin=case.sale,
    )


def _unusual_product(rng: Random, case: _Case) -> Sale | None:
    known = {line.article for sale in [*case.earlier, case.sale] for line in sale.lines}
    worth = case.usual_cents * rng.uniform(2.5, 4)
    strange = [
        article
        for article in case.articles
        if article not in known and article.cents * 20 < worth and article.cents > 10_000
    ]
    if not strange:
        return None
    article = rng.choice(strange)
    cents = usual_cents(rng, case.sale.account, article, years_back=0)
    line = SaleLine(article=article, quantity=neat_quantity(worth / cents), cents=cents)
    case.sale.lines.append(line)
    case.sale.detail = f"{line.quantity} of {article.product.model}, never ordered before"
    return case.sale


def _odd_hour(rng: Random, case: _Case) -> Sale | None:
    night = datetime.combine(case.sale.day, time(1))
    case.sale.placed_at = night + timedelta(minutes=rng.randint(0, 210))
    factor = ceil(case.usual_cents * rng.uniform(3, 4) / case.sale.amount_cents)
    for line in case.sale.lines:
        line.quantity *= factor
    case.sale.detail = (
        f"placed at {case.sale.placed_at:%H:%M}, amount {_yuan(case.sale.amount_cents)}, "
        f"{_usual(case)}"
    )
    return case.sale


def _total_mismatch(rng: Random, case: _Case) -> Sale | None:
    lines = case.sale.amount_cents
    if len(case.sale.lines) > 1 and rng.random() < 0.5:
        case.sale.header_cents = -min(line.amount_cents for line in case.sale.lines)
    else:
        case.sale.header_cents = round(lines / 100 * rng.choice((-0.1, 0.09, 0.13))) * 100
    header = lines + case.sale.header_cents
    case.sale.detail = f"order says {_yuan(header)}, its lines add up to {_yuan(lines)}"
    return case.sale


def _overdue_customer(_rng: Random, case: _Case) -> Sale | None:
    """Keeps the payment of orders back that were due for over 60 days, but for no order before."""
    oldest = case.sale.day - timedelta(days=DEBT_DAYS + 35)
    newest = case.sale.day - timedelta(days=DEBT_DAYS + 1)
    held = [sale for sale in case.earlier if oldest <= sale.due <= newest]
    debt = sum(sale.amount_cents for sale in held)
    if debt < case.usual_cents:
        return None
    flagged_from = min(sale.due for sale in held) + timedelta(days=DEBT_DAYS)
    if case.earlier[-1].day > flagged_from or case.sale.account.discipline == "poor":
        return None
    for sale in held:
        sale.late_until, sale.firm = case.sale.day + timedelta(days=20), True
    days = (case.sale.day - min(sale.due for sale in held)).days
    case.sale.detail = f"placed while {_yuan(debt)} was overdue, the oldest for {days} days"
    return case.sale


CHANGES: dict[AnomalyKind, _Change] = {
    "amount_spike": _amount_spike,
    "quantity_typo": _quantity_typo,
    "price_off_list": _price_off_list,
    "duplicate_order": _duplicate_order,
    "unusual_product": _unusual_product,
    "odd_hour": _odd_hour,
    "total_mismatch": _total_mismatch,
    "overdue_customer": _overdue_customer,
}


def _usual(case: _Case) -> str:
    return f"median of the {len(case.earlier)} orders before {_yuan(case.usual_cents)}"


def _yuan(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):,.2f}"
