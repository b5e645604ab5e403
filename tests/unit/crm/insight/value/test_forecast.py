from random import Random

import pytest

from crm.insight.value.forecast import FEWEST, YEAR, forecasts, seasons

SEASON = (0.6, 0.7, 1.0, 1.1, 1.0, 0.9, 1.0, 1.1, 1.2, 1.1, 1.0, 1.3)


def _noisy(rng: Random, level: float, months: int) -> list[float]:
    return [level * SEASON[n % YEAR] * rng.lognormvariate(0, 0.1) for n in range(months)]


def test_the_interval_holds_about_four_of_five_months() -> None:
    rng = Random(8)
    series = {f"P{n}": _noisy(rng, 100 * (n + 1), 40) for n in range(40)}
    known = {key: values[:36] for key, values in series.items()}
    held = [
        forecast.low <= series[key][35 + ahead] <= forecast.high
        for ahead in (1, 2, 3, 4)
        for key, forecast in forecasts(known, ahead).items()
    ]
    assert len(held) == 160
    assert 0.72 <= sum(held) / len(held) <= 0.95


def test_it_errs_less_than_last_month_and_last_year() -> None:
    rng = Random(9)
    series = {f"P{n}": _noisy(rng, 100, 37) for n in range(40)}
    found = forecasts({key: values[:36] for key, values in series.items()}, 1)
    own = sum(abs(series[key][36] - each.value) for key, each in found.items())
    naive = sum(abs(values[36] - values[35]) for values in series.values())
    seasonal = sum(abs(values[36] - values[24]) for values in series.values())
    assert own < min(naive, seasonal)


@pytest.mark.parametrize("months", [0, 1, FEWEST - 1, FEWEST])
def test_a_short_past_foretells_nothing(months: int) -> None:
    assert forecasts({"all": [100.0] * months}, 1) == {}


def test_nobody_sold_anything_is_no_error() -> None:
    assert forecasts({}, 1) == {}
    assert forecasts({"all": [0.0] * 36}, 1) == {}


def test_a_part_without_sales_is_not_negative() -> None:
    rng = Random(2)
    found = forecasts({"a": _noisy(rng, 50, 36), "none": [0.0] * 36}, 1)
    assert found["none"].value == found["none"].low == 0
    assert all(0 <= each.low <= each.value <= each.high for each in found.values())


def test_the_months_have_their_seasons() -> None:
    found = seasons({"all": [100 * SEASON[n % YEAR] for n in range(36)]})
    assert found[0] < found[2] < found[11]
    assert sum(found) / YEAR == pytest.approx(1, abs=0.05)


def test_without_a_whole_year_no_month_differs() -> None:
    assert seasons({"all": [5.0, 9.0, 4.0]}) == [1.0] * YEAR
