from datetime import timedelta
from random import Random

import pytest

from crm.insight.value.buying import BuyingModel, Record, buying_model, record
from crm.insight.value.spending import SpendingModel, Spent, spending_model
from tests.unit.crm.insight.value.shop import TODAY

CDNOW = BuyingModel(r=0.2426, alpha=4.4136, a=0.7929, b=2.4259, first=0)
"""What the authors of the model found for the customers of a shop of records."""


def _simulated(rng: Random, model: BuyingModel, customers: int) -> list[Record]:
    found: list[Record] = []
    for _ in range(customers):
        known = rng.uniform(40, 80)
        rate, leaves = rng.gammavariate(model.r, 1 / model.alpha), rng.betavariate(model.a, model.b)
        repeats, last, at = 0, 0.0, 0.0
        gone = model.first == 1 and rng.random() < leaves
        while not gone:
            at += rng.expovariate(rate) if rate > 0 else known
            if at > known:
                break
            repeats, last, gone = repeats + 1, at, rng.random() < leaves
        found.append(Record(repeats, last, known))
    return found


def test_the_published_example_comes_out() -> None:
    # Fader, Hardie and Lee, "Implementing the BG/NBD model in Microsoft Excel", customer 0001.
    assert CDNOW.expected(Record(2, 30.43, 38.86), 39) == pytest.approx(1.226, abs=0.001)


@pytest.mark.parametrize("first", [0, 1])
def test_the_parameters_of_simulated_customers_are_found_again(first: int) -> None:
    truth = BuyingModel(r=0.8, alpha=6.0, a=0.9, b=3.0, first=first)
    records = _simulated(Random(3), truth, 1500)
    found = buying_model(records, first)
    assert found is not None
    assert sum(map(found.log_likelihood, records)) >= sum(map(truth.log_likelihood, records))
    assert found.r / found.alpha == pytest.approx(truth.r / truth.alpha, rel=0.15)


def test_who_was_just_here_is_likelier_to_be_here_still() -> None:
    late, early = Record(10, 38, 39), Record(10, 12, 39)
    assert CDNOW.still_here(late) > 0.9
    assert CDNOW.still_here(early) < 0.2
    assert CDNOW.still_here(Record(0, 0, 39)) == 1
    assert CDNOW.expected(early, 39) < CDNOW.expected(late, 39)


def test_customers_who_never_came_back_make_no_model() -> None:
    assert buying_model([Record(0, 0, 30)] * 9) is None
    assert buying_model([]) is None
    assert spending_model([]) is None
    assert spending_model([Spent(3, 0.0), Spent(2, -5.0)]) is None


def test_a_record_counts_from_the_first_purchase() -> None:
    days = [TODAY - timedelta(weeks=4), TODAY - timedelta(weeks=1)]
    assert record(days, TODAY) == Record(1, 3.0, 4.0)


def test_few_purchases_lean_on_what_all_spend() -> None:
    model = SpendingModel(p=6.25, q=3.74, v=15.44)
    everybody = model.expected(Spent(0, 0.0))
    once, often = model.expected(Spent(1, 100.0)), model.expected(Spent(50, 100.0))
    assert everybody < once < often < 100
    assert often == pytest.approx(100, rel=0.03)


def test_the_spending_of_simulated_customers_is_found_again() -> None:
    rng = Random(4)
    spent: list[Spent] = []
    for _ in range(800):
        number, rate = rng.randint(1, 9), rng.gammavariate(4.0, 1 / 15.0)
        amounts = [rng.gammavariate(6.0, 1 / rate) for _ in range(number)]
        spent.append(Spent(number, sum(amounts) / number))
    found = spending_model(spent)
    assert found is not None
    assert found.expected(Spent(0, 0.0)) == pytest.approx(6 * 15 / 3, rel=0.1)
