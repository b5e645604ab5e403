"""Each customer's own rhythm: how long between purchases, how regularly, when the next is due.

The days between purchases follow a Weibull distribution: a mean that is the customer's own, the
latest gaps counting most, and a regularity that leans on all customers' until there are gaps
enough. After each purchase a customer may leave for good, with one chance for all customers; how
likely that has happened is what the silence since the last purchase tells against the rhythm
(the idea of BG/NBD, with regular customers in place of Poisson ones). Nothing is said of customers
with fewer than `FEWEST` purchases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, exp, floor, gamma, inf, log

from crm.insight.value.purchases import History

FEWEST = 4
"""Purchases, that is three gaps, that make a rhythm."""
MOST_GAPS = 24
FADING = 0.9
"""How much less each earlier gap counts than the one after it."""
LEANING = 6.0
"""As how many gaps of the customer's own the regularity of all customers counts."""
SHAPES = (0.7, 8.0)
ROUNDS = 12
CHECKED, MOST_CHECKED, FEWEST_CHECKED = 3, 1000, 60
"""Latest gaps of each customer, and of all, that intervals are held against; and how many do."""
SURE = 0.8
"""The share of next purchases that fall into the interval that is given."""


@dataclass(frozen=True)
class Rhythm:
    """How one customer buys.

    `gap` is the mean number of days between purchases, `shape` how regular they are: 1 is at
    random, 3 is much alike.
    """

    purchases: int
    last: date
    gap: float
    shape: float

    @property
    def scale(self) -> float:
        """Gives the scale of the Weibull distribution whose mean is `gap`."""
        return self.gap / gamma(1 + 1 / self.shape)

    def still_silent(self, days: float) -> float:
        """Gives how likely a gap of more than `days` is."""
        return exp(-((days / self.scale) ** self.shape))

    def quantile(self, share: float, silent: float = 0.0) -> float:
        """Gives the days since the last purchase by which `share` have bought again.

        Of gaps that are longer than `silent` days already.
        """
        past = (silent / self.scale) ** self.shape
        return self.scale * (past - log(1 - share)) ** (1 / self.shape)


@dataclass(frozen=True)
class Due:
    """When the next purchase is expected: most likely between `first` and `last`."""

    first: date
    middle: date
    last: date


@dataclass(frozen=True)
class Market:
    """What all customers of a caller have in common: how regular they are, how many leave."""

    variation: float
    """The squared coefficient of variation of the gaps."""
    leaving: float
    """The chance that a purchase was the last one."""
    customers: int
    levels: tuple[float, float, float] = ((1 - SURE) / 2, 0.5, (1 + SURE) / 2)
    """The shares of the distribution between which `SURE` of the gaps of the past fell."""
    over: float = SURE
    """The share of the distribution below which `SURE` of them were."""


def gaps_of(days: Sequence[date]) -> tuple[int, ...]:
    """Gives the days between purchases, the latest `MOST_GAPS` of them, in their order."""
    return tuple((later - earlier).days for earlier, later in pairwise(days))[-MOST_GAPS:]


def rhythm(history: History, market: Market) -> Rhythm | None:
    """Gives a customer's rhythm; None where there are too few purchases for one."""
    days = history.days
    return _rhythm(days, market) if len(days) >= FEWEST else None


def _rhythm(days: Sequence[date], market: Market) -> Rhythm:
    gaps = gaps_of(days)
    weights = [FADING**age for age in range(len(gaps) - 1, -1, -1)]
    gap = sum(w * g for w, g in zip(weights, gaps, strict=True)) / sum(weights)
    own = _variation(gaps) * len(gaps)
    variation = (own + LEANING * market.variation) / (len(gaps) + LEANING)
    return Rhythm(len(days), days[-1], gap, _shape(variation))


def market_of(histories: Iterable[History], today: date) -> Market:
    """Gives what the customers have in common; the chance to leave makes what is seen likeliest."""
    known = [history for history in histories if len(history.days) >= FEWEST]
    spreads = [_variation(gaps_of(history.days)) for history in known]
    variation = sum(spreads) / len(spreads) if spreads else 1.0
    market = Market(variation, 0.02, len(known))
    rhythms = [found for each in known if (found := rhythm(each, market)) is not None]
    bought = sum(found.purchases for found in rhythms)
    leaving = market.leaving
    for _ in range(ROUNDS if rhythms else 0):
        gone = sum(churn_risk(found, leaving, today) for found in rhythms)
        leaving = min(0.5, max(0.001, gone / bought))
    *levels, over = _levels(known, market)
    return replace(market, leaving=leaving, levels=(levels[0], levels[1], levels[2]), over=over)


def _levels(known: Sequence[History], market: Market) -> tuple[float, ...]:
    """Gives the levels, and the share to be over, that would have held `SURE` of the latest gaps.

    Each gap is foretold from those before it.

    No distribution is quite that of a company's gaps; the widest errors are those it has made.
    """
    every = max(1, len(known) * CHECKED // MOST_CHECKED)
    reached = sorted(
        share
        for history in known[::every]
        for back in range(1, CHECKED + 1)
        if (share := _reached(history.days, back, market)) is not None
    )
    wanted = (*market.levels, market.over)
    if len(reached) < FEWEST_CHECKED:
        return wanted
    return tuple(min(reached[floor(share * (len(reached) - 1))], 0.999) for share in wanted)


def _reached(days: Sequence[date], back: int, market: Market) -> float | None:
    """Gives how far into its distribution a gap came that was foretold from those before it."""
    before = days[: len(days) - back]
    found = _rhythm(before, market) if len(before) >= FEWEST else None
    if found is None:
        return None
    return 1 - found.still_silent((days[len(before)] - before[-1]).days)


def churn_risk(found: Rhythm, leaving: float, today: date) -> float:
    """Gives how likely the customer has left, by the silence since the last purchase."""
    stays = (1 - leaving) * found.still_silent((today - found.last).days)
    return leaving / (leaving + stays)


def silence_ahead(found: Rhythm, leaving: float, today: date, days: int) -> float:
    """Gives how likely there is no purchase in the next `days` days, gone for good or not."""
    silent = (today - found.last).days
    here = 1 - churn_risk(found, leaving, today)
    now = found.still_silent(silent)
    return 1 - here * (1 - found.still_silent(silent + days) / now) if now > 0 else 1.0


def purchases_ahead(found: Rhythm, leaving: float, today: date, days: int) -> float:
    """Gives how many purchases are expected in the next `days` days."""
    here = 1 - churn_risk(found, leaving, today)
    rate = 1 / found.gap
    thinned = leaving * rate
    return here * rate * ((1 - exp(-thinned * days)) / thinned if thinned > 0 else days)


def usual_by(found: Rhythm, market: Market) -> date:
    """Gives the day by which `SURE` of such gaps are over: who bought nothing by then is late."""
    return found.last + timedelta(days=floor(found.quantile(market.over)))


def due(found: Rhythm, market: Market, today: date) -> Due:
    """Gives when the next purchase is expected of a customer who has not left."""
    silent = max(0, (today - found.last).days)
    low, half, high = market.levels
    first = max(silent, ceil(found.quantile(low, silent)))
    middle = max(first, round(found.quantile(half, silent)))
    last = max(middle, floor(found.quantile(high, silent)))
    first, middle, last = (found.last + timedelta(days=days) for days in (first, middle, last))
    return Due(first, middle, last)


def _variation(gaps: Sequence[int]) -> float:
    """Gives the squared coefficient of variation, as one would draw it again."""
    mean = sum(gaps) / len(gaps)
    spread = sum((gap - mean) ** 2 for gap in gaps) / max(1, len(gaps) - 1)
    return spread / mean**2 if mean else 1.0


def _shape(variation: float) -> float:
    """Gives the Weibull shape of a coefficient of variation (Justus et al. 1978)."""
    lowest, highest = SHAPES
    found = variation ** (-1.086 / 2) if variation > 0 else inf
    return min(highest, max(lowest, found))
