"""What comes in the months ahead: a level, the seasons of all, and an interval from past errors.

Each series (the company, a team, a product) has a level of its own, smoothed from its latest
months without their season; the seasons are those of all series together, since one product's
three Februaries are mostly chance. The interval is what the same procedure erred by when it
foretold the months that are known, each from those before it: no distribution is assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from statistics import mean, pvariance, variance

YEAR = 12
FEWEST = 9
"""Whole months without which nothing is foretold."""
FEWEST_ERRORS = 8
"""Errors of the past, of all series, without which there is no interval, and so no forecast."""
SMOOTHING = 0.35
MOST_LEANING = 3.0
"""As how many years the assumption counts, at most, that a month is like any other."""
LATEST_ERRORS = 10
TAIL = 0.08
"""The share of past errors beyond either end of an interval.

A tenth would be right for errors of a past that goes on; these are of a shorter past than the
forecast's, and the next month errs a little more. Back-tested: `evals/insight`.
"""

Series = Mapping[str, Sequence[float]]
"""By key, an amount for each whole month, the oldest first; all of the same months."""


@dataclass(frozen=True)
class Forecast:
    """What one series is expected to be in a month, and between what, four times of five.

    `level` is what an ordinary month is like now, `season` by how much that month differs.
    """

    value: float
    low: float
    high: float
    level: float
    season: float
    last: float
    year_ago: float | None
    months: int


def forecasts(series: Series, ahead: int) -> dict[str, Forecast]:
    """Gives the forecast of each series for the month that is `ahead` after the latest, from 1.

    Empty where the past is too short to foretell from, or to tell by how much that errs.
    """
    months = min((len(each) for each in series.values()), default=0)
    if months < FEWEST:
        return {}
    errors = _errors(series, ahead)
    scales = {key: sum(map(abs, found)) / len(found) for key, found in errors.items() if found}
    bounds = _bounds(errors, scales)
    if bounds is None:
        return {}
    season = seasons(series)
    factor = season[(months + ahead - 1) % YEAR]
    found: dict[str, Forecast] = {}
    for key, values in series.items():
        level = _level(values, season)
        value, scale = level * factor, scales.get(key, 0.0)
        found[key] = Forecast(
            value=value,
            low=min(value, max(0.0, value + bounds[0] * scale)),
            high=max(value, value + bounds[1] * scale),
            level=level,
            season=factor,
            last=values[-1],
            year_ago=values[months + ahead - 1 - YEAR] if months + ahead > YEAR else None,
            months=months,
        )
    return found


def foretold(series: Series, ahead: int) -> dict[str, float]:
    """Gives what each series is expected to be `ahead` months after the latest, from 1."""
    season = seasons(series)
    months = max((len(each) for each in series.values()), default=0)
    factor = season[(months + ahead - 1) % YEAR]
    return {key: _level(values, season) * factor for key, values in series.items()}


def seasons(series: Series) -> list[float]:
    """Gives by what factor each of twelve months differs, counted from the first month on.

    A month's share of its year around it, over the years, drawn towards 1.
    """
    values = [sum(each) for each in zip(*series.values(), strict=True)]
    found: list[list[float]] = [[] for _ in range(YEAR)]
    for place, value in enumerate(values):
        first = min(max(0, place - YEAR // 2), max(0, len(values) - YEAR))
        around = values[first : first + YEAR]
        if len(around) == YEAR and sum(around) > 0:
            found[place % YEAR].append(YEAR * value / sum(around))
    leaning = _leaning(found)
    return [(sum(each) + leaning) / (len(each) + leaning) if each else 1.0 for each in found]


def _leaning(found: Sequence[Sequence[float]]) -> float:
    """Gives how much the months are drawn together: by how the years differ against the months.

    Where each January is as the one before, but no February is, the months speak for themselves.
    """
    several = [each for each in found if len(each) > 1]
    if not several:
        return 1.0
    within = mean(variance(each) for each in several)
    between = max(0.0, pvariance([mean(each) for each in several]) - within / 2)
    return min(MOST_LEANING, within / between) if between else MOST_LEANING


def _level(values: Sequence[float], season: Sequence[float]) -> float:
    """Gives the latest level of a series, smoothed over its months without their season."""
    level: float | None = None
    for place, value in enumerate(values):
        plain = value / season[place % YEAR] if season[place % YEAR] > 0 else value
        level = plain if level is None else level + SMOOTHING * (plain - level)
    return level or 0.0


def _errors(series: Series, ahead: int) -> dict[str, list[float]]:
    """Gives by how much each series was other than it would have been foretold, lately."""
    months = min(len(each) for each in series.values())
    first = max(FEWEST - 1, months - LATEST_ERRORS - ahead + 1)
    found: dict[str, list[float]] = {key: [] for key in series}
    for known in range(first, months - ahead + 1):
        before = {key: values[:known] for key, values in series.items()}
        for key, value in foretold(before, ahead).items():
            found[key].append(series[key][known + ahead - 1] - value)
    return found


def _bounds(
    errors: Mapping[str, Sequence[float]], scales: Mapping[str, float]
) -> tuple[float, float] | None:
    """Gives between which multiples of its mean error a series mostly erred."""
    ranked = sorted(
        error / scales[key] for key, found in errors.items() if scales.get(key) for error in found
    )
    if len(ranked) < FEWEST_ERRORS:
        return None
    return _at(ranked, TAIL), _at(ranked, 1 - TAIL)


def _at(ranked: Sequence[float], share: float) -> float:
    """Gives the value below which `share` of such values lie, between two of them in proportion."""
    place = min(max(0.0, share * (len(ranked) + 1) - 1), len(ranked) - 1.0)
    low = floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (place - low) * (ranked[high] - ranked[low])
