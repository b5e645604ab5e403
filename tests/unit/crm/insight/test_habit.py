"""What is kept of numbers: the latest, their order by size, and the same again once unpacked."""

from random import Random

from crm.insight.habit import ByProduct, Latest, habit_of, middle


def test_the_order_by_size_is_that_of_the_latest_numbers() -> None:
    drawn, rng = list[float](), Random(7)
    latest = Latest(9)
    for count in range(200):
        drawn.append(rng.choice((0.1, 0.2, rng.random())))
        latest.append(drawn[-1])
        assert list(latest) == drawn[-9:]
        if count > 20:  # from then on it is kept along
            assert list(latest.by_size) == sorted(drawn[-9:])


def test_what_is_packed_is_the_same_again() -> None:
    kept = Latest(3, (0.1, 1 / 3, -2e-300, 7.0))
    products = ByProduct(3, {"P1": kept.packed()})
    known = products.known("P1")
    assert known is not None
    assert list(known) == [1 / 3, -2e-300, 7.0]
    assert products.known("P2") is None
    products["P2"].append(1.5)
    assert list(products["P2"]) == [1.5]


def test_another_centre_leaves_the_spread() -> None:
    habit = habit_of(sorted((0.0, 1.0, 1.1, 1.2, 5.0)))
    assert habit.centre == middle((0.0, 1.0, 1.1, 1.2, 5.0))
    assert habit.around(3.0).spread == habit.spread
