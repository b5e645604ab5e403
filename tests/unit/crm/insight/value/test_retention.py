from datetime import date, timedelta
from random import Random

import pytest

from crm.insight.value.purchases import History
from crm.insight.value.retention import leaving, retention, retentions, to_call
from crm.insight.value.rhythm import FEWEST, due, market_of, rhythm, silence_ahead, usual_by
from crm.insight.value.segments import rfm
from tests.unit.crm.insight.value.shop import TODAY, every, history

REGULAR = [
    history(f"C{number}", every(20, 20, TODAY - timedelta(days=number))) for number in range(15)
]


def _jittered(rng: Random, gap: int, until: date) -> list[date]:
    days = [TODAY - timedelta(days=900 + rng.randrange(gap))]
    while days[-1] < until:
        days.append(days[-1] + timedelta(days=max(1, round(gap * rng.uniform(0.4, 1.6)))))
    return [day for day in days if day <= until]


def test_who_is_silent_for_long_against_the_own_rhythm_is_at_risk() -> None:
    gone = history("gone", every(10, 20, TODAY - timedelta(days=90)))
    slow = history("slow", every(120, 8, TODAY - timedelta(days=90)))
    found = {each.customer_id: each for each in retentions([*REGULAR, gone, slow], TODAY)}
    assert (found["gone"].standing, found["slow"].standing) == ("at_risk", "on_rhythm")
    assert found["gone"].silent == found["slow"].silent == 90
    assert found["gone"].rhythm is not None
    assert found["gone"].rhythm.gap == pytest.approx(10)


def test_a_year_of_silence_is_lost_and_no_longer_leaving() -> None:
    lost = history("lost", every(10, 20, TODAY - timedelta(days=400)))
    found = retentions([*REGULAR, lost], TODAY)
    assert found[-1].standing == "lost"
    assert leaving(found, "CNY") == ()


def test_too_few_purchases_have_neither_risk_nor_date() -> None:
    found = retentions([*REGULAR, history("few", every(10, FEWEST - 1))], TODAY)[-1]
    assert (found.standing, found.risk, found.rhythm, found.due) == ("unknown",) + (None,) * 3


def test_nobody_at_all_is_no_error() -> None:
    assert retentions([], TODAY) == ()
    assert rfm([], TODAY) == ()
    assert market_of([], TODAY).customers == 0


def test_a_single_order_of_the_company_is_no_rhythm() -> None:
    only = history("only", [TODAY])
    assert retention(only, market_of([only], TODAY), TODAY).standing == "unknown"


def test_those_to_call_stand_by_their_sales_and_other_currencies_apart() -> None:
    late = TODAY - timedelta(days=100)
    gone = [
        history("small", every(10, 20, late), amount=5),
        history("large", every(10, 20, late), amount=500),
        history("dollars", every(10, 20, late), amount=9000, currency="USD"),
    ]
    found = to_call(retentions([*REGULAR, *gone], TODAY), "CNY")
    assert [each.name for each in found] == ["large", "small", "dollars"]


def test_the_expected_day_lies_in_its_interval_and_not_before_today() -> None:
    for silent in (0, 5, 19, 30, 60):
        one = history("one", every(20, 12, TODAY - timedelta(days=silent)))
        market = market_of([*REGULAR, one], TODAY)
        found = rhythm(one, market)
        assert found is not None
        expected = due(found, market, TODAY)
        assert TODAY <= expected.first <= expected.middle <= expected.last


def test_four_of_five_next_purchases_fall_into_their_intervals() -> None:
    rng = Random(5)
    all_days = [_jittered(rng, rng.randrange(8, 60), TODAY) for _ in range(400)]
    cut = TODAY - timedelta(days=200)
    known: list[tuple[History, date]] = []
    for number, days in enumerate(all_days):
        before = [day for day in days if day <= cut]
        known.append((history(f"C{number}", before), next(day for day in days if day > cut)))
    market = market_of([each for each, _ in known], cut)
    inside = 0
    for each, after in known:
        found = rhythm(each, market)
        assert found is not None
        expected = due(found, market, cut)
        inside += expected.first <= after <= expected.last
    assert 0.75 <= inside / len(known) <= 0.87


def test_four_of_five_gaps_are_over_by_the_usual_day() -> None:
    rng = Random(6)
    all_days = [_jittered(rng, rng.randrange(8, 60), TODAY) for _ in range(400)]
    known = [history(f"C{number}", days[:-1]) for number, days in enumerate(all_days)]
    market = market_of(known, TODAY)
    over = 0
    for each, days in zip(known, all_days, strict=True):
        found = rhythm(each, market)
        assert found is not None
        over += days[-1] <= usual_by(found, market)
    assert 0.72 <= over / len(known) <= 0.87


def test_longer_silence_is_never_less_risk() -> None:
    market = market_of(REGULAR, TODAY)
    found = rhythm(REGULAR[0], market)
    assert found is not None
    risks = [
        silence_ahead(found, market.leaving, found.last + timedelta(days=days), 60)
        for days in range(0, 400, 7)
    ]
    assert risks == sorted(risks)
    assert all(0 <= risk <= 1 for risk in risks)


def test_segments_are_told_by_lateness_frequency_and_money() -> None:
    shops = [
        history("best", every(5, 60), amount=1000),
        history("slept", every(5, 60, TODAY - timedelta(days=170)), amount=1000),
        history("gone", every(300, 2, TODAY - timedelta(days=500)), amount=1),
        *(history(f"mid{n}", every(30, 9, TODAY - timedelta(days=20)), 50) for n in range(6)),
        history("fresh", [TODAY], amount=10),
    ]
    found = {each.customer_id: each.segment for each in rfm(shops, TODAY)}
    assert found["best"] == "champion"
    assert found["slept"] == "cannot_lose"
    assert found["gone"] == "hibernating"
    assert found["fresh"] == "new"


def test_a_currency_of_few_customers_has_no_fifths() -> None:
    few = [history(f"usd{n}", every(9, 9), currency="USD") for n in range(4)]
    assert {each.currency for each in rfm([*REGULAR, *few], TODAY)} == {"CNY"}
