"""Recall and precision on labelled orders, and average precision of a score."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.insight.anomalies import Judgement, judged_in_turn
from crm.insight.past import Past
from evals.insight.companies import Labelled


@dataclass(frozen=True)
class Measured:
    """What was found in one company.

    Only kinds that its labels know are counted; flags of other kinds are neither right nor wrong
    and stand in `beside`.
    """

    seed: int
    labelled: int
    right: int
    wrong: int
    average_precision: float
    missed: Mapping[str, int]
    wrong_kinds: Mapping[str, int]
    beside: Mapping[str, int]
    named_right: int
    """Of the right ones, those flagged as the kind that they are."""
    cpu_s: float
    judgements: Sequence[Judgement]

    @property
    def recall(self) -> float:
        """The share of the labelled orders that are flagged."""
        return self.right / self.labelled

    @property
    def precision(self) -> float:
        """The share of the flagged orders that are labelled."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0


def measured(company: Labelled) -> Measured:
    """Gives what is found when each order is judged beside those before it."""
    began = time.process_time()
    judgements = list(judged_in_turn(company.orders, Past(dict(company.list_prices))))
    cpu_s = time.process_time() - began
    known = set(company.kinds.values())
    found = {one.order.order_id: _kinds(one) & known for one in judgements}
    flagged = {order_id for order_id, kinds in found.items() if kinds}
    labelled = set(company.kinds)
    right, wrong = flagged & labelled, flagged - labelled
    return Measured(
        seed=company.seed,
        labelled=len(labelled),
        right=len(right),
        wrong=len(wrong),
        average_precision=average_precision(scores(judgements, known), labelled),
        missed=Counter(company.kinds[one] for one in labelled - flagged),
        wrong_kinds=Counter(kind for one in wrong for kind in found[one]),
        beside=Counter(kind for one in judgements for kind in _kinds(one) - known),
        named_right=sum(company.kinds[one] in found[one] for one in right),
        cpu_s=cpu_s,
        judgements=judgements,
    )


def _kinds(judgement: Judgement) -> set[str]:
    return {flag.kind for flag in judgement.flags}


def scores(judgements: Sequence[Judgement], known: set[str]) -> dict[str, float]:
    """Gives how unusual each order is at most, in the kinds that are known."""
    return {
        one.order.order_id: max(
            (flag.strength for flag in (*one.flags, *one.near) if flag.kind in known), default=0.0
        )
        for one in judgements
    }


def average_precision(scores: Mapping[str, float], labelled: set[str]) -> float:
    """Gives the mean of the precision at each labelled order, the highest score first.

    Orders of the same score stand in the worst order, so that equal scores earn nothing.
    """
    ranked = sorted(scores, key=lambda one: (-scores[one], one in labelled))
    hits, total = 0, 0.0
    for place, order_id in enumerate(ranked, 1):
        if order_id in labelled:
            hits += 1
            total += hits / place
    return total / len(labelled)
