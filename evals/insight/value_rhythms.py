"""When customers buy next, who is gone, how often they come: held against what came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

from crm.insight.value.buying import DAYS, buying_model, record, records_of
from crm.insight.value.purchases import History
from crm.insight.value.rhythm import (
    Market,
    Rhythm,
    due,
    market_of,
    purchases_ahead,
    rhythm,
    silence_ahead,
)
from evals.insight.value_companies import TODAY, MadeUp

SILENT = 90
"""Days of silence by which somebody without a model takes a customer for gone."""


@dataclass(frozen=True)
class _Case:
    """One customer on the day from which on is foretold, and what came."""

    history: History
    rhythm: Rhythm
    after: tuple[date, ...]


def rhythm_lines(companies: Sequence[MadeUp]) -> Iterator[str]:
    """Gives the lines of the table, a company and a day each."""
    yield "The next purchase: 80 % intervals, and how far off the likeliest day was"
    yield "seed  from        customers  within  days off  by the mean gap"
    for one in companies:
        for cut, histories in one.before.items():
            market = market_of(histories, cut)
            yield _next(one, cut, market, _cases(one, cut, market))
    yield ""
    yield "Nobody bought in the days held back: Brier score (lower is better), and as foretold"
    yield "seed  from        silent  foretold  rhythm  90 days of silence  base rate"
    for one in companies:
        for cut, histories in one.before.items():
            market = market_of(histories, cut)
            yield _gone(one, cut, market, _cases(one, cut, market))
    yield ""
    yield "Purchases in the days held back: mean error a customer"
    yield "seed  from        bought  rhythm  BG/NBD  as many as before"
    for one in companies:
        for cut, histories in one.before.items():
            market = market_of(histories, cut)
            yield _counts(one, cut, market, _cases(one, cut, market))


def _cases(one: MadeUp, cut: date, market: Market) -> list[_Case]:
    found: list[_Case] = []
    for history in one.before[cut]:
        own = rhythm(history, market)
        if own is not None:
            days = one.whole[history.customer_id].days
            found.append(_Case(history, own, tuple(day for day in days if day > cut)))
    return found


def _next(one: MadeUp, cut: date, market: Market, cases: Sequence[_Case]) -> str:
    came = [case for case in cases if case.after]
    foretold = [(case, due(case.rhythm, market, cut)) for case in came]
    within = mean(d.first <= case.after[0] <= d.last for case, d in foretold)
    off = mean(abs((case.after[0] - d.middle).days) for case, d in foretold)
    plain = mean(abs((case.after[0] - _by_mean_gap(case, cut)).days) for case in came)
    return f"{one.seed:>4}  {cut}  {len(came):>9}  {within:>6.1%}  {off:>8.1f}  {plain:>15.1f}"


def _by_mean_gap(case: _Case, cut: date) -> date:
    days = case.history.days
    gap = (days[-1] - days[0]).days / (len(days) - 1)
    return max(cut, days[-1] + timedelta(days=round(gap)))


def _gone(one: MadeUp, cut: date, market: Market, cases: Sequence[_Case]) -> str:
    ahead = (TODAY - cut).days
    was = [not case.after for case in cases]
    told = [silence_ahead(case.rhythm, market.leaving, cut, ahead) for case in cases]
    plain = [float((cut - case.rhythm.last).days > SILENT) for case in cases]
    rate = mean(was)
    return (
        f"{one.seed:>4}  {cut}  {sum(was):>6}  {sum(told):>8.1f}  {_brier(told, was):>6.4f}  "
        f"{_brier(plain, was):>18.4f}  {rate * (1 - rate):>9.4f}"
    )


def _brier(told: Sequence[float], was: Sequence[bool]) -> float:
    return mean((chance - came) ** 2 for chance, came in zip(told, was, strict=True))


def _counts(one: MadeUp, cut: date, market: Market, cases: Sequence[_Case]) -> str:
    ahead = (TODAY - cut).days
    bought = [len(case.after) for case in cases]
    told = [purchases_ahead(case.rhythm, market.leaving, cut, ahead) for case in cases]
    model = buying_model(records_of(one.before[cut], cut))
    assert model is not None, "customers of these companies come back"
    weeks = ahead / DAYS
    random = [model.expected(record(case.history.days, cut), weeks) for case in cases]
    since = cut - timedelta(days=ahead)
    before = [float(sum(day > since for day in case.history.days)) for case in cases]
    errors = (_error(each, bought) for each in (told, random, before))
    own, theirs, plain = errors
    return f"{one.seed:>4}  {cut}  {sum(bought):>6}  {own:>6.2f}  {theirs:>6.2f}  {plain:>17.2f}"


def _error(told: Sequence[float], was: Sequence[int]) -> float:
    return mean(abs(a - b) for a, b in zip(told, was, strict=True))
