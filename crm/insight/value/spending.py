"""How much a customer spends at a purchase: Gamma-Gamma (Fader, Hardie and Lee 2005).

What each spends varies around a mean of the customer's own, and the means vary over the customers;
few purchases lean on everybody's mean, many speak for themselves. It is about one currency, and
about amounts above nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log

from crm.insight.value.climbing import Point, highest


@dataclass(frozen=True)
class Spent:
    """The mean amount of so many purchases of one customer."""

    purchases: int
    mean: float


@dataclass(frozen=True)
class SpendingModel:
    """The model with its parameters, as the paper calls them."""

    p: float
    q: float
    v: float

    def log_likelihood(self, spent: Spent) -> float:
        """Gives how likely a customer's mean amount is, as a logarithm."""
        times = self.p * spent.purchases
        return (
            lgamma(times + self.q)
            - lgamma(times)
            - lgamma(self.q)
            + self.q * log(self.v)
            + (times - 1) * log(spent.mean)
            + times * log(spent.purchases)
            - (times + self.q) * log(spent.purchases * spent.mean + self.v)
        )

    def expected(self, spent: Spent) -> float:
        """Gives the amount that the customer's next purchase is expected to have."""
        times = self.p * spent.purchases
        return self.p * (self.v + spent.purchases * spent.mean) / (times + self.q - 1)


def spending_model(customers: Iterable[Spent]) -> SpendingModel | None:
    """Gives the model that makes the means likeliest; None where nobody spent anything."""
    known = [spent for spent in customers if spent.purchases > 0 and spent.mean > 0]
    if not known:
        return None

    def likelihood(point: Point) -> float:
        model = SpendingModel(*(exp(x) for x in point))
        return sum(map(model.log_likelihood, known))

    middle = log(sum(spent.mean for spent in known) / len(known))
    return SpendingModel(*(exp(x) for x in highest(likelihood, (1.0, 1.0, middle))))
