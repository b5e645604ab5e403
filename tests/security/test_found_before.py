"""What hidden rows once changed in an answer: the smallest companies in which they did."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.security.accounts import Account, Row
from tests.security.companies import NOW, Company
from tests.security.offices import in_memory

_PEOPLE: tuple[Row, ...] = (
    {"user_id": "ann", "name": "Ann", "role": "rep"},
    {"user_id": "bob", "name": "Bob", "role": "rep"},
)
_SHARED: dict[str, tuple[Row, ...]] = {
    "custom_fields": ({"table_name": "customers", "name": "评级", "kind": "text"},),
    "table_state": ({"table_name": "orders", "as_of": NOW, "version": 1},),
}


def _account(number: int, owner: str, *, currency: str = "CNY", grade: str = "金牌") -> Account:
    """Gives a customer with one order."""
    customer_id = f"C{number}"
    order = {
        "order_id": f"O{number}",
        "customer_id": customer_id,
        "ordered_at": datetime(2026, 10, 9),  # noqa: DTZ001 - business time has no offset
        "status": "completed",
        "currency": currency,
        "amount": Decimal(100),
        "units": Decimal(1),
        "line_count": 0,
        "paid": Decimal(0),
        "invoiced": Decimal(0),
        "due_date": date(2026, 11, 9),
    }
    customer = {
        "customer_id": customer_id,
        "name": f"Customer {number}",
        "owner_id": owner,
        "custom": {"评级": grade},
    }
    return Account(customer, {"orders": (order,)})


def _answers(accounts: tuple[Account, ...], question: str) -> list[object]:
    company = Company((0, 0, 0), _PEOPLE, (), accounts, _SHARED)
    with in_memory(company) as office:
        return office.talk(office.caller("ann"), [question])[0]


@pytest.mark.parametrize(
    "question", ["今年销售额和订单数", "为什么上个月销售额降了", "今年销售额", "USD 今年销售额"]
)
@pytest.mark.parametrize("own", ["CNY", "USD"])
def test_orders_of_others_in_another_currency_change_no_answer(question: str, own: str) -> None:
    seen = (_account(1, "ann", currency=own),)
    hidden = (_account(2, "bob", currency="EUR"),)
    assert _answers((*seen, *hidden), question) == _answers(seen, question)


@pytest.mark.parametrize("question", ["金牌客户今年销售额", "银牌客户今年销售额"])
def test_values_of_others_do_not_make_a_custom_field_one_without_categories(question: str) -> None:
    seen = (_account(1, "ann"), _account(2, "ann"))
    hidden = tuple(_account(number, "bob", grade=f"其他{number}") for number in range(3, 40))
    assert _answers((*seen, *hidden), question) == _answers(seen, question)
