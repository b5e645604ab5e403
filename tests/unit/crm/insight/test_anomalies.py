"""What is unusual about an order is told beside what was known before it, and only from that."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from crm.insight.order import Order, Payment
from tests.unit.crm.insight.shop import after, all_flags, flagged, line, order, ordinary

NIGHT = datetime(2026, 3, 3, 3, 20)  # noqa: DTZ001 - business time has no offset
DAY = timedelta(days=1)


def placed(number: int) -> datetime:
    """Gives when the order of that number came."""
    return order(number, line()).at


def test_ordinary_orders_raise_no_flag() -> None:
    assert all_flags(ordinary(80)) == []


def test_ten_times_the_usual_amount_is_a_spike_with_its_figures() -> None:
    found = flagged(after(ordinary(40), order(41, line("P1", 47), line("P2", 53))))
    figures = found["amount_spike"].figures
    assert figures["amount"] == Decimal(10_000)
    assert figures["times"] == Decimal("10.0")
    assert (figures["of"], figures["orders"]) == ("customer", 40)
    assert Decimal(str(figures["usual"])) < Decimal(str(figures["up_to"])) < 10_000


def test_three_times_as_much_is_no_spike() -> None:
    assert "amount_spike" not in flagged(after(ordinary(40), order(41, line("P1", 31))))


def test_a_large_order_of_the_same_season_a_year_ago_makes_it_normal() -> None:
    earlier = ordinary(56)
    earlier[4] = order(4, line("P1", 78))
    assert "amount_spike" not in flagged(after(earlier, order(57, line("P1", 98))))
    assert "amount_spike" in flagged(after(ordinary(56), order(57, line("P1", 98))))


def test_a_large_order_every_year_may_be_larger_this_year_and_is_no_slip() -> None:
    earlier = ordinary(56)
    earlier[4] = order(4, line("P1", 41))
    assert not flagged(after(earlier, order(57, line("P1", 100))))
    assert "quantity_typo" in flagged(after(ordinary(56), order(57, line("P1", 100))))
    assert flagged(after(earlier, order(57, line("P1", 400))))  # ten times as much as then


def test_orders_that_grew_step_by_step_raise_no_flag() -> None:
    growing = [order(n, line("P1", round(10 * 1.05**n))) for n in range(60)]
    assert [kind for _, kind in all_flags(growing) if kind == "amount_spike"] == []


def test_a_new_customer_is_compared_with_its_peers() -> None:
    peers = [one for n in range(5) for one in ordinary(12, customer=f"X{n}")]
    new = order(13, line("P1", 900), customer="NEW")
    figures = flagged(after(peers, new))["amount_spike"].figures
    assert figures["of"] == "peers"
    usual = order(13, line("P1", 30), customer="NEW")
    assert flagged(after(peers, usual)) == {}


def test_an_odd_peer_group_says_nothing() -> None:
    peers = [one for n in range(5) for one in ordinary(12, customer=f"X{n}")]
    new = order(13, line("P1", 900), customer="NEW", peers="食品/C")
    judgement = after(peers, new)
    assert judgement.flags == ()
    assert "amount_spike" in {one.kind for one in judgement.not_enough}


def test_a_zero_too_many_is_told_with_what_was_meant() -> None:
    earlier = [order(n, line("P1", 10), line("P2", 4, 50)) for n in range(30)]
    found = flagged(after(earlier, order(31, line("P1", 100), line("P2", 4, 50))))
    figures = found["quantity_typo"].figures
    assert (figures["product_id"], figures["meant"]) == ("P1", Decimal(10))
    assert figures["amount_meant"] == Decimal(1200)
    assert "amount_spike" not in found


def test_swapped_digits_are_told() -> None:
    earlier = [order(n, line("P1", 19)) for n in range(60)]
    found = flagged(after(earlier, order(61, line("P1", 91))))
    assert found["quantity_typo"].figures["meant"] == Decimal(19)


def test_a_price_far_from_what_is_paid_is_told() -> None:
    found = flagged(after(ordinary(30), order(31, line("P1", 10, 38))))
    figures = found["price_off_list"].figures
    assert figures["percent"] == Decimal("-62.0")
    assert (figures["list_price"], figures["usual_price"]) == (Decimal(100), Decimal(100))
    assert "unusual_discount" not in found


def test_a_price_that_this_customer_always_gets_is_its_own() -> None:
    others = ordinary(60, customer="C2")
    own = [order(n, line("P1", 10, 55)) for n in range(20)]
    assert "price_off_list" not in flagged(after([*others, *own], order(61, line("P1", 10, 54))))


def test_a_discount_beyond_the_habit_of_rep_and_product_is_told() -> None:
    found = flagged(after(ordinary(30), order(31, line("P1", 10, 75))))
    figures = found["unusual_discount"].figures
    assert (figures["discount"], figures["usual_discount"]) == (Decimal("25.0"), Decimal("0.0"))


def test_the_same_basket_again_within_days_is_a_duplicate() -> None:
    lines = (line("P1", 11), line("P2", 3))
    first = order(30, *lines)
    again = order(31, *lines, at=first.at + timedelta(minutes=12))
    found = flagged(after([*ordinary(29), first], again))
    assert found["duplicate_order"].figures["other_order_id"] == first.order_id
    later = order(31, *lines, at=first.at + timedelta(days=4))
    assert "duplicate_order" not in flagged(after([*ordinary(29), first], later))


def test_a_standing_order_is_no_duplicate() -> None:
    daily = [order(n, line("P1", 10), at=placed(1) + n * DAY) for n in range(30)]
    again = order(31, line("P1", 10), at=placed(1) + 30 * DAY)
    assert "duplicate_order" not in flagged(after(daily, again))


def test_the_same_external_id_twice_is_a_duplicate() -> None:
    first = order(30, line("P1", 11), external_id="W1")
    again = order(31, line("P1", 9), external_id="W1", at=first.at + timedelta(hours=1))
    found = flagged(after([*ordinary(29), first], again))
    assert found["duplicate_order"].figures["same_external_id"] == "yes"


def test_the_duplicate_of_a_cancelled_order_is_none() -> None:
    first = order(30, line("P1", 11), status="cancelled")
    again = order(31, line("P1", 11), at=first.at + timedelta(minutes=12))
    assert "duplicate_order" not in flagged(after([*ordinary(29), first], again))


def test_a_first_product_in_an_unusual_volume_is_told() -> None:
    found = flagged(after(ordinary(40), order(41, line("P1", 10), line("P9", 70))))
    figures = found["unusual_product"].figures
    assert (figures["product_id"], figures["products"]) == ("P9", 1)
    small = flagged(after(ordinary(40), order(41, line("P1", 10), line("P9", 5))))
    assert "unusual_product" not in small


def test_a_first_product_that_is_the_whole_order_is_compared_with_orders() -> None:
    lines = [line(f"P{n}", 2) for n in range(8)]
    earlier = [order(n, *lines) for n in range(40)]  # eight lines each, an eighth of it
    assert "unusual_product" in flagged(after(earlier, order(41, *lines, line("P9", 40))))
    assert "unusual_product" not in flagged(after(earlier, order(41, line("P9", 40))))


def test_one_piece_of_something_dear_is_no_volume() -> None:
    usual, two = line("P1", 10), line("P9", 2, 3500)
    assert "unusual_product" in flagged(after(ordinary(40), order(41, usual, two)))
    one = line("P9", 1, 7000)
    assert "unusual_product" not in flagged(after(ordinary(40), order(41, usual, one)))


def test_who_always_buys_something_new_may_do_so_again() -> None:
    varied = [order(n, line(f"P{n}", 10)) for n in range(40)]
    assert "unusual_product" not in flagged(after(varied, order(41, line("P99", 60))))


def test_a_large_order_at_night_is_told_and_a_usual_one_is_not() -> None:
    many = [one for n in range(8) for one in ordinary(45, customer=f"X{n}")]
    own = ordinary(45)
    found = flagged(after([*many, *own], order(60, line("P1", 33), at=NIGHT)))
    assert found["odd_hour"].figures["at"] == NIGHT
    assert "odd_hour" not in flagged(after([*many, *own], order(60, line("P1", 12), at=NIGHT)))


def test_an_order_beside_an_unusually_old_debt_is_told_once() -> None:
    paid = [
        order(
            n,
            line("P1", 10),
            due=placed(n).date(),
            payments=(Payment(placed(n) + 3 * DAY, Decimal(1000)),),
        )
        for n in range(20)
    ]
    unpaid = order(20, line("P1", 12), due=placed(20).date())
    found = flagged(after([*paid, unpaid], order(31, line("P1", 10))))
    figures = found["overdue_customer"].figures
    assert (figures["debt"], figures["days"]) == (Decimal(1200), 77)
    told = order(30, line("P1", 10))
    assert "overdue_customer" not in flagged(after([*paid, unpaid, told], order(31, line("P1"))))


@pytest.mark.parametrize(("paid_later", "told"), [(3, True), (4, False)])
def test_one_forgotten_invoice_of_who_pays_the_later_ones_is_no_news(
    paid_later: int, told: bool
) -> None:
    def settled(n: int) -> Order:
        paid = Payment(placed(n) + 3 * DAY, Decimal(1000))
        return order(n, line("P1", 10), due=placed(n).date(), payments=(paid,))

    unpaid = order(20, line("P1", 12), due=placed(20).date())
    since = [settled(n) for n in range(21, 21 + paid_later)]
    found = flagged(after([*map(settled, range(20)), unpaid, *since], order(31, line("P1", 10))))
    assert ("overdue_customer" in found) == told


def test_who_always_pays_late_is_no_news() -> None:
    late = [
        order(
            n,
            line("P1", 10),
            due=placed(n).date(),
            payments=(Payment(placed(n) + 70 * DAY, Decimal(1000)),),
        )
        for n in range(20)
    ]
    assert "overdue_customer" not in flagged(after(late, order(31, line("P1", 10))))


def test_a_header_that_is_not_the_sum_of_its_lines_is_told() -> None:
    found = flagged(after(ordinary(30), order(31, line("P1", 10), given=1100)))
    figures = found["total_mismatch"].figures
    assert (figures["given"], figures["difference"]) == (Decimal(1100), Decimal(100))


def test_headers_that_always_hold_something_else_are_no_news() -> None:
    taxed = [order(n, line("P1", 10), given=1130) for n in range(30)]
    assert "total_mismatch" not in flagged(after(taxed, order(31, line("P1", 10), given=1130)))


def test_an_order_after_a_long_silence_is_told() -> None:
    found = flagged(after(ordinary(40), order(75, line("P1", 10))))
    figures = found["off_rhythm"].figures
    assert (figures["days"], figures["usual_days"]) == (252, 7)


@pytest.mark.parametrize("quantity", [0, -500])
def test_nothing_is_scored_from_an_amount_of_nothing_or_less(quantity: int) -> None:
    judgement = after(ordinary(40), order(41, line("P1", quantity)))
    assert judgement.flags == ()
    assert "amount_spike" in {one.kind for one in judgement.not_enough}


def test_prices_of_nothing_are_not_compared() -> None:
    assert "price_off_list" not in flagged(after(ordinary(40), order(41, line("P1", 10, 0))))


def test_the_first_order_of_all_has_not_enough_to_be_judged_by() -> None:
    judgement = after([], order(1, line("P1", 100_000)), listed=None)
    assert judgement.flags == ()
    assert {one.kind for one in judgement.not_enough} >= {"amount_spike", "price_off_list"}


def test_currencies_are_never_compared_with_each_other() -> None:
    yen = order(41, line("P1", 10, 2200), currency="JPY")
    judgement = after(ordinary(40), yen)
    assert judgement.flags == ()
    assert {one.kind for one in judgement.not_enough} >= {"amount_spike", "price_off_list"}


def test_what_comes_later_changes_nothing() -> None:
    first = ordinary(40)
    strange = order(41, line("P1", 47), line("P2", 53))
    large = [order(n, line("P1", 100)) for n in range(42, 60)]
    early = [one for one in all_flags([*first, strange, *large]) if one[0] == strange.order_id]
    assert early == all_flags([*first, strange])
    assert early


def test_a_cancelled_order_is_not_looked_at() -> None:
    cancelled = order(41, line("P1", 500), status="cancelled")
    assert after(ordinary(40), cancelled).flags == ()


def test_the_score_lies_between_nothing_and_one_and_rises_with_the_amount() -> None:
    scores = [
        flagged(after(ordinary(40), order(41, line("P1", 47), line("P2", more))))[
            "amount_spike"
        ].score
        for more in (53, 500, 10**9)
    ]
    assert scores == sorted(scores)
    assert Decimal("0.5") <= scores[0] < scores[1] < scores[2] < 1
