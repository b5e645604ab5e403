"""The monthly targets of the reps, from the first month to the end of the last day's year."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from crm.demo.almanac import Span, months_between
from crm.demo.climate import Climate
from crm.demo.ledger import Entry
from crm.demo.rows import Target, User

STRETCH = (0.96, 1.2)
ROUND_TO = Decimal(10_000)
CENT = Decimal("0.01")


def targets(
    rng: Random,
    climate: Climate,
    *,
    users: tuple[User, ...],
    entries: list[Entry],
    span: Span,
) -> Iterator[Target]:
    """A target for each rep and month: the year's usual month, stretched, by season."""
    usual = _usual_months(entries, span)
    seasons = sum(climate.season) / 12
    for user in users:
        if user.role != "rep":
            continue
        years = range(span.start.year, span.today.year + 1)
        stretch = {year: rng.uniform(*STRETCH) for year in years}
        for month in months_between(span.start, date(span.today.year, 12, 1)):
            usual_month = _usual_month(usual[user.user_id], month.year)
            season = climate.season[month.month - 1] / seasons
            amount = usual_month * Decimal(stretch[month.year] * season)
            rounded = (amount / ROUND_TO).quantize(Decimal(1), ROUND_HALF_UP) * ROUND_TO
            yield Target(user.user_id, f"{month:%Y-%m}", max(rounded, ROUND_TO).quantize(CENT))


def _usual_months(entries: list[Entry], span: Span) -> dict[str, dict[int, Decimal]]:
    """For each rep and year, the sales in CNY of an average whole month."""
    months = Counter(month.year for month in months_between(span.start, span.today)[:-1])
    running = span.today.replace(day=1)
    sold: defaultdict[str, defaultdict[int, Decimal]] = defaultdict(
        lambda: defaultdict(lambda: Decimal(0))
    )
    for entry in entries:
        order = entry.order
        is_in_yuan = entry.is_counted and order.currency == "CNY"
        if is_in_yuan and order.owner_id and order.ordered_at.date() < running:
            sold[order.owner_id][order.ordered_at.year] += order.amount
    return {
        rep: {year: amount / months[year] for year, amount in years.items()}
        for rep, years in sold.items()
    }


def _usual_month(by_year: dict[int, Decimal], year: int) -> Decimal:
    """The average month of that year, or of the latest year before it that has whole months."""
    known = [past for past in by_year if past <= year]
    return by_year[max(known)]
