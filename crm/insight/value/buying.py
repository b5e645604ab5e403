"""How many purchases come of customers who buy at random and leave unseen: BG/NBD.

Fader, Hardie and Lee, "Counting your customers the easy way" (Marketing Science 2005): each buys
as a Poisson process, at a rate that is gamma distributed over the customers, and leaves after a
purchase with a chance that is beta distributed. In the paper nobody leaves after the first
purchase; in the modified model (Batislam, Denizel and Filiztekin 2007) one may, as a customer who
bought once and never again. They differ in how often one could have left.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, lgamma, log

from crm.insight.value.climbing import Point, highest
from crm.insight.value.purchases import History

DAYS = 7.0
"""Days in the model's unit of time."""
MOST_TERMS = 2000


@dataclass(frozen=True)
class Record:
    """What the model reads of a customer, in weeks since the first purchase.

    `repeats` are the purchases after the first, `last` is when the latest was, `known` is now.
    """

    repeats: int
    last: float
    known: float


def record(days: Sequence[date], today: date) -> Record:
    """Gives the record of a customer who bought on those days, the oldest first, at least one."""
    weeks = (days[-1] - days[0]).days / DAYS
    return Record(len(days) - 1, weeks, (today - days[0]).days / DAYS)


@dataclass(frozen=True)
class BuyingModel:
    """The model with its parameters, as the paper calls them.

    `first` is 1 where one may also leave after the first purchase (the modified model), else 0.
    """

    r: float
    alpha: float
    a: float
    b: float
    first: int = 1

    def log_likelihood(self, found: Record) -> float:
        """Gives how likely a record is, as a logarithm (equation 6 of the paper)."""
        a, b, chances = self.a, self.b, found.repeats + self.first
        buys = lgamma(self.r + found.repeats) - lgamma(self.r) + self.r * log(self.alpha)
        stays = lgamma(a + b) + lgamma(b + chances) - lgamma(b) - lgamma(a + b + chances)
        times = self.r + found.repeats
        here = -times * log(self.alpha + found.known)
        if chances == 0:
            return buys + stays + here
        left = log(a) - log(b + chances - 1) - times * log(self.alpha + found.last)
        larger = max(here, left)
        return buys + stays + larger + log(exp(here - larger) + exp(left - larger))

    def still_here(self, found: Record) -> float:
        """Gives how likely the customer has not left."""
        return 1 / (1 + self._odds_of_leaving(found))

    def expected(self, found: Record, weeks: float) -> float:
        """Gives how many purchases are expected in the next `weeks` (equation 10 of the paper)."""
        a, chances = self.a, found.repeats + self.first
        times, whole = self.r + found.repeats, self.a + self.b + chances - 1
        span = self.alpha + found.known
        if abs(a - 1) < 1e-9:  # the formula has a gap there
            a += 1e-6
        share = (span / (span + weeks)) ** times
        series = _hypergeometric(times, self.b + chances, whole, weeks / (span + weeks))
        return whole / (a - 1) * (1 - share * series) / (1 + self._odds_of_leaving(found))

    def _odds_of_leaving(self, found: Record) -> float:
        chances = found.repeats + self.first
        if chances == 0:
            return 0.0
        times = (self.r + found.repeats) * log(
            (self.alpha + found.known) / (self.alpha + found.last)
        )
        return exp(min(700.0, times)) * self.a / (self.b + chances - 1)


def buying_model(records: Iterable[Record], first: int = 1) -> BuyingModel | None:
    """Gives the model that makes the records likeliest; None where nobody bought twice."""
    counted = Counter(records)
    if not any(found.repeats for found in counted):
        return None

    def likelihood(point: Point) -> float:
        model = _at(point, first)
        return sum(times * model.log_likelihood(found) for found, times in counted.items())

    return _at(highest(likelihood, (0.0, 1.0, 0.0, 0.0)), first)


def _at(point: Point, first: int) -> BuyingModel:
    r, alpha, a, b = (exp(x) for x in point)
    return BuyingModel(r, alpha, a, b, first)


def records_of(histories: Iterable[History], today: date) -> list[Record]:
    """Gives the record of each history, in their order."""
    return [record(history.days, today) for history in histories]


def _hypergeometric(a: float, b: float, c: float, z: float) -> float:
    """Gives Gauss's hypergeometric function by its series, for z from 0 to below 1."""
    term = total = 1.0
    for n in range(MOST_TERMS):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < 1e-12 * abs(total):
            break
    return total
