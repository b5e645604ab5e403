"""BG/NBD and Gamma-Gamma on CDNOW's customers: 39 weeks known, 39 foretold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import correlation, mean

from crm.insight.value.buying import buying_model, record
from crm.insight.value.spending import Spent, spending_model

UNTIL = date(1997, 9, 30)
WEEKS = 39


def cdnow_lines(sample: Path) -> Iterator[str]:
    """Gives the parameters, and the errors of what was held back.

    Raises:
        OSError: the file cannot be read.
    """
    bought = _bought(sample)
    known = {key: sorted(day for day in days if day <= UNTIL) for key, days in bought.items()}
    came = [sum(day > UNTIL for day in days) for days in bought.values()]
    yield f"CDNOW: {len(bought)} customers, {sum(came)} purchases in {WEEKS} weeks held back"
    for name, first in (("BG/NBD", 0), ("modified", 1)):
        records = [record(known[key], UNTIL) for key in bought]
        model = buying_model(records, first)
        assert model is not None, "customers came back"
        told = [model.expected(each, WEEKS) for each in records]
        yield (
            f"{name}: r {model.r:.4f}, alpha {model.alpha:.4f}, a {model.a:.4f}, b {model.b:.4f}; "
            f"log-likelihood {sum(map(model.log_likelihood, records)):.2f}; foretold "
            f"{sum(told):.1f}, {_held(told, came)}"
        )
    yield f"no model: {_held([float(len(known[key]) - 1) for key in bought], came)} (as before)"
    spent = spending_model(_spent(bought, known))
    assert spent is not None, "customers spent something"
    yield f"Gamma-Gamma: p {spent.p:.2f}, q {spent.q:.2f}, v {spent.v:.2f}"


def _held(told: Sequence[float], came: Sequence[int]) -> str:
    error = mean(abs(a - b) for a, b in zip(told, came, strict=True))
    return f"mean error {error:.3f}, correlation {correlation(told, came):.3f}"


def _bought(sample: Path) -> dict[str, dict[date, float]]:
    found: defaultdict[str, defaultdict[date, float]] = defaultdict(lambda: defaultdict(float))
    for line in sample.read_text(encoding="ascii").splitlines():
        _, customer, day, _, amount = line.split()
        at = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        found[customer][at] += float(amount)
    return {key: dict(days) for key, days in found.items()}


def _spent(
    bought: Mapping[str, Mapping[date, float]], known: Mapping[str, Sequence[date]]
) -> list[Spent]:
    """Gives what was spent at the purchases after the first."""
    repeats = (
        {key: [bought[key][day] for day in days[1:]] for key, days in known.items()}
    ).values()
    return [Spent(len(amounts), mean(amounts)) for amounts in repeats if amounts]
