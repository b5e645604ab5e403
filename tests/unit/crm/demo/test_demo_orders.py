"""The demo company's orders, and the money that follows them."""

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date, datetime, timedelta

from tests.unit.crm.demo.books import Books


def test_line_amounts_are_quantity_times_price_to_the_cent(books: Books) -> None:
    for line in books.company.tables.order_lines:
        assert line.amount == line.quantity * line.unit_price
        assert line.unit_price.as_tuple().exponent == -2
        assert line.quantity > 0
        assert line.unit_price > 0


def test_lines_count_from_one_in_every_order(books: Books) -> None:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for line in books.company.tables.order_lines:
        numbers[line.order_id].append(line.line_no)

    assert set(numbers) == set(books.orders)
    assert all(lines == list(range(1, len(lines) + 1)) for lines in numbers.values())


def test_order_amounts_are_the_sums_of_their_lines_but_for_planted_mismatches(
    books: Books,
) -> None:
    planted = {a.order_id for a in books.company.anomalies if a.kind == "total_mismatch"}
    wrong = {key for key, order in books.orders.items() if order.amount != books.amounts[key]}

    assert wrong == planted


def test_a_customer_orders_in_one_currency_and_few_in_dollars(books: Books) -> None:
    currencies: defaultdict[str, set[str]] = defaultdict(set)
    for order in books.orders.values():
        currencies[order.customer_id].add(order.currency)
    dollars = sum(order.currency == "USD" for order in books.orders.values())

    assert all(len(used) == 1 for used in currencies.values())
    assert 0.01 < dollars / len(books.orders) < 0.06


def test_nothing_that_has_happened_is_later_than_the_last_morning(books: Books) -> None:
    noon = datetime.combine(books.today, datetime.min.time()).replace(hour=12)
    may_lie_ahead = {"due_date", "start_date", "end_date", "expected_close"}

    for name, rows in books.company.tables.by_name().items():
        for column in set(asdict(rows[0])) - may_lie_ahead:
            values = {getattr(row, column) for row in rows}
            moments = [value for value in values if isinstance(value, datetime)]
            days = [value for value in values if type(value) is date]
            assert max(moments, default=noon - timedelta(1)) < noon, (name, column)
            assert max(days, default=books.today) <= books.today, (name, column)


def test_events_of_an_order_follow_each_other(books: Books) -> None:
    tables = books.company.tables
    for order in books.orders.values():
        moments = [order.ordered_at, order.shipped_at, order.delivered_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known)
        assert (order.shipped_at is not None) == (order.status in {"shipped", "completed"})
        assert (order.delivered_at is not None) == (order.status == "completed")
        assert (order.due_date - order.ordered_at.date()).days in {30, 45, 60}
    for payment in tables.payments:
        assert payment.paid_at.date() >= books.orders[payment.order_id].ordered_at.date()
    for invoice in tables.invoices:
        assert invoice.issued_at >= books.orders[invoice.order_id].ordered_at
    for back in tables.returns:
        delivered_at = books.orders[back.order_id].delivered_at
        assert delivered_at is not None
        assert back.returned_at > delivered_at


def test_nobody_has_ordered_or_closed_a_deal_before_being_a_customer(books: Books) -> None:
    since = {c.customer_id: c.created_at for c in books.company.tables.customers}

    for order in books.orders.values():
        assert order.ordered_at.date() >= since[order.customer_id].date()
    for deal in books.company.tables.opportunities:
        assert deal.created_at >= since[deal.customer_id]
        assert deal.closed_at is None or deal.closed_at >= deal.created_at
        assert deal.expected_close >= deal.created_at.date()
        assert (deal.closed_at is not None) == (deal.stage in {"赢单", "输单"})


def test_every_month_has_orders_up_to_yesterday_and_today(books: Books) -> None:
    months = {f"{order.ordered_at:%Y-%m}" for order in books.counted}
    days = Counter(order.ordered_at.date() for order in books.counted)
    first = min(order.ordered_at.date() for order in books.orders.values())

    assert len(months) == 37
    assert first < date(books.today.year - 3, books.today.month, 28)
    assert days[books.today] >= 2
    assert days[books.today - timedelta(days=1)] >= 6


def test_every_rep_has_counted_orders_of_yesterday(books: Books) -> None:
    yesterday = books.today - timedelta(days=1)
    owners = {o.owner_id for o in books.counted if o.ordered_at.date() == yesterday}

    assert owners == {u.user_id for u in books.company.tables.users if u.role == "rep"}


def test_old_orders_are_completed_and_a_few_cancelled(books: Books) -> None:
    states = Counter(order.status for order in books.orders.values())
    young = {
        order.status
        for order in books.orders.values()
        if (books.today - order.ordered_at.date()).days <= 30
    }

    assert states["completed"] > 0.9 * len(books.orders)
    assert 0.02 < states["cancelled"] / len(books.orders) < 0.04
    assert young == {"draft", "pending", "confirmed", "shipped", "completed", "cancelled"}


def test_money_is_owed_in_all_five_ages(books: Books) -> None:
    owed: Counter[str] = Counter()
    for order in books.counted:
        late = (books.today - order.due_date).days
        bounds = ((0, "not due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
        age = next((age for most, age in bounds if late <= most), "over 90")
        owed[age] += books.owed(order) > 0

    assert min(owed[age] for age in ("not due", "1-30", "31-60", "61-90", "over 90")) >= 5


def test_payments_are_full_partial_or_missing_and_never_too_much(books: Books) -> None:
    open_orders = [order for order in books.counted if books.owed(order) > 0]

    assert all(books.owed(order) >= 0 for order in books.counted)
    assert any(books.paid[order.order_id] > 0 for order in open_orders)
    assert any(books.paid[order.order_id] == 0 for order in open_orders)
    assert len(open_orders) < 0.2 * len(books.counted)


def test_only_counted_orders_are_paid_and_only_sent_ones_invoiced(books: Books) -> None:
    counted = {order.order_id for order in books.counted}
    sent = {key for key, order in books.orders.items() if order.shipped_at}

    assert {payment.order_id for payment in books.company.tables.payments} <= counted
    assert {invoice.order_id for invoice in books.company.tables.invoices} <= sent
    assert len(books.company.tables.invoices) > 0.8 * len(counted)


def test_returns_are_a_few_per_cent_and_no_more_than_their_line(books: Books) -> None:
    returns = books.company.tables.returns
    lines: Counter[tuple[str, str]] = Counter()
    for line in books.company.tables.order_lines:
        lines[line.order_id, line.product_id] += line.quantity

    assert 0.02 < len(returns) / len(books.counted) < 0.035
    assert all(0 < back.quantity <= lines[back.order_id, back.product_id] for back in returns)
    assert all(back.amount <= books.amounts[back.order_id] for back in returns)
