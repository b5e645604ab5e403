"""The demo company: complete, consistent, alive up to its last day, and the same again."""

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.demo import company
from tests.unit.crm.demo.books import CASES, Books, books_of


def test_the_same_seed_and_day_give_the_same_company() -> None:
    first = books_of(*CASES[0]).company

    assert company(first.seed, first.today) == first


def test_another_seed_gives_other_customers_products_people_and_seasons() -> None:
    today = date(2026, 11, 21)
    one, other = books_of(5, today), books_of(99, today)

    def names(books: Books) -> set[str]:
        return {customer.name for customer in books.company.tables.customers}

    def models(books: Books) -> set[str]:
        return {product.model for product in books.company.tables.products}

    def people(books: Books) -> set[str]:
        return {user.name for user in books.company.tables.users}

    assert len(names(one) & names(other)) < 60
    assert len(models(one) & models(other)) < 60
    assert len(people(one) & people(other)) < 4
    assert _months(one) != _months(other)


def _months(books: Books) -> list[str]:
    """Months of the year by sales, best first."""
    sales: Counter[str] = Counter()
    for order in books.counted:
        sales[f"{order.ordered_at:%m}"] += int(books.amounts[order.order_id])
    return [month for month, _ in sales.most_common()]


def test_it_has_the_promised_numbers_of_everything(books: Books) -> None:
    tables = books.company.tables

    assert len(tables.customers) == 300
    assert len(tables.products) == 150
    assert len({product.category for product in tables.products}) == 8
    assert 14_700 < len(tables.orders) < 15_300
    assert 2 < len(tables.order_lines) / len(tables.orders) < 4
    assert all(len(rows) > 0 for rows in tables.by_name().values())
    assert Counter(user.role for user in tables.users) == {
        "manager": 4,
        "rep": 6,
        "finance": 1,
        "admin": 1,
    }


def test_half_of_the_customers_have_chinese_names(books: Books) -> None:
    chinese = [c for c in books.company.tables.customers if not c.short_name[0].isascii()]

    assert 145 <= sum("\u4e00" <= c.short_name[0] <= "\u9fff" for c in chinese) <= 155


@pytest.mark.parametrize(
    "short_name",
    [
        "青禾电子",
        "蓝海贸易",
        "恒力机电",
        "云岭包装",
        "云岭医疗",
        "瑞丰",
        "睿峰",
        "明天科技",
        "Northgate Foods",
    ],
)
def test_the_cast_is_in_every_company(books: Books, short_name: str) -> None:
    customers = [c for c in books.company.tables.customers if c.short_name == short_name]

    assert [customer.status for customer in customers] == ["active"]


def test_names_that_must_differ_do(books: Books) -> None:
    tables = books.company.tables

    for values in (
        [customer.name for customer in tables.customers],
        [customer.short_name for customer in tables.customers],
        [customer.tax_id for customer in tables.customers],
        [product.model for product in tables.products],
        [product.name for product in tables.products],
        [user.name for user in tables.users],
        [invoice.number for invoice in tables.invoices],
    ):
        assert len(values) == len(set(values))


def test_some_models_begin_like_others(books: Books) -> None:
    models = {product.model for product in books.company.tables.products}

    assert {"M40", "M40 Pro", "T30", "P12", "X200"} <= models
    assert sum(f"{model} Pro" in models for model in models) > 5


KEYS: dict[str, tuple[str, ...]] = {
    "users": ("user_id",),
    "customers": ("customer_id",),
    "contacts": ("contact_id",),
    "products": ("product_id",),
    "orders": ("order_id",),
    "order_lines": ("order_id", "line_no"),
    "returns": ("return_id",),
    "payments": ("payment_id",),
    "invoices": ("invoice_id",),
    "contracts": ("contract_id",),
    "opportunities": ("opportunity_id",),
    "activities": ("activity_id",),
    "usage": ("customer_id", "date", "metric"),
    "targets": ("user_id", "month"),
}
REFERENCES = {
    "customer_id": "customers",
    "order_id": "orders",
    "product_id": "products",
    "user_id": "users",
    "owner_id": "users",
    "manager_id": "users",
}


def test_keys_are_unique_in_every_table(books: Books) -> None:
    for name, rows in books.company.tables.by_name().items():
        keys = [tuple(getattr(row, column) for column in KEYS[name]) for row in rows]
        assert len(keys) == len(set(keys)), name


def test_every_reference_leads_to_a_row(books: Books) -> None:
    tables = books.company.tables.by_name()
    known = {
        name: {getattr(row, KEYS[name][0]) for row in tables[name]}
        for name in set(REFERENCES.values())
    }

    for name, rows in tables.items():
        for column in set(REFERENCES) & set(asdict(rows[0])):
            used = {getattr(row, column) for row in rows} - {None}
            assert used <= known[REFERENCES[column]], (name, column)


def test_only_reps_own_customers_and_few_have_no_owner(books: Books) -> None:
    tables = books.company.tables
    reps = {user.user_id for user in tables.users if user.role == "rep"}
    owners = Counter(customer.owner_id for customer in tables.customers)

    assert set(owners) - {None} == reps
    assert owners[None] == 3
    assert min(owners[rep] for rep in reps) >= 20


def test_some_customers_have_gone_quiet_and_some_never_ordered(books: Books) -> None:
    last: dict[str, date] = {}
    for order in books.counted:
        last[order.customer_id] = max(
            last.get(order.customer_id, date.min), order.ordered_at.date()
        )
    quiet = [day for day in last.values() if (books.today - day).days > 90]
    prospects = [c for c in books.company.tables.customers if c.status == "prospect"]

    assert 20 <= len(quiet) <= 60
    assert not {customer.customer_id for customer in prospects} & set(last)
    assert len(prospects) == 15


def test_reps_have_targets_for_all_months_to_the_end_of_the_year(books: Books) -> None:
    targets = books.company.tables.targets
    by_rep: defaultdict[str, list[str]] = defaultdict(list)
    for target in targets:
        by_rep[target.user_id].append(target.month)
    months = 36 + 13 - books.today.month

    assert set(by_rep) == {u.user_id for u in books.company.tables.users if u.role == "rep"}
    assert all(len(set(months_)) == months for months_ in by_rep.values())
    assert all(max(months_) == f"{books.today.year}-12" for months_ in by_rep.values())
    assert all(target.amount > 0 for target in targets)


def test_the_team_meets_about_its_targets(books: Books) -> None:
    running = f"{books.today:%Y-%m}"
    sold = sum(
        books.amounts[order.order_id]
        for order in books.counted
        if order.currency == "CNY" and f"{order.ordered_at:%Y-%m}" < running
    )
    targets = books.company.tables.targets
    target = sum(target.amount for target in targets if target.month < running)

    assert Decimal("0.8") < sold / target < Decimal("1.05")


def test_some_contracts_end_within_thirty_days(books: Books) -> None:
    soon = books.today + timedelta(days=30)
    running = [c for c in books.company.tables.contracts if c.status == "active"]

    assert sum(books.today <= contract.end_date <= soon for contract in running) >= 3
    assert all(c.start_date <= books.today <= c.end_date for c in running)


def test_forty_anomalies_of_eight_kinds_are_planted_on_counted_orders(books: Books) -> None:
    labels = books.company.anomalies
    counted = {order.order_id for order in books.counted}

    assert len(labels) == 40
    assert len({label.order_id for label in labels}) == 40
    assert len({label.kind for label in labels}) == 8
    assert {label.order_id for label in labels} <= counted
    assert all(label.detail for label in labels)


def test_a_dozen_anomalies_are_of_the_last_ninety_days(books: Books) -> None:
    first = books.today - timedelta(days=90)
    days = [books.orders[a.order_id].ordered_at.date() for a in books.company.anomalies]

    assert sum(day > first for day in days) >= 12


def test_planted_copies_repeat_the_order_they_name(books: Books) -> None:
    lines: defaultdict[str, list[tuple[str, int, Decimal]]] = defaultdict(list)
    for line in books.company.tables.order_lines:
        lines[line.order_id].append((line.product_id, line.quantity, line.unit_price))

    for label in books.company.anomalies:
        if label.kind == "duplicate_order":
            original = label.detail.removeprefix("copy of ")
            assert lines[original] == lines[label.order_id]
            assert books.orders[original].customer_id == books.orders[label.order_id].customer_id


def test_planted_overdue_customers_owed_money_for_over_sixty_days(books: Books) -> None:
    paid_on: defaultdict[str, date] = defaultdict(lambda: date.max)
    for payment in books.company.tables.payments:
        paid_on[payment.order_id] = payment.paid_at.date()

    for label in books.company.anomalies:
        if label.kind == "overdue_customer":
            placed = books.orders[label.order_id]
            day = placed.ordered_at.date()
            assert any(
                order.customer_id == placed.customer_id
                and (day - order.due_date).days > 60
                and paid_on[order.order_id] > day
                for order in books.counted
            )
