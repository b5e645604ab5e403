"""A name may be a word that answers use; it is answered like any other, and stays data."""

import ast
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation import wording
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.measures import standard
from crm.models import customers, orders, users
from tests.demo import TODAY

NOW = datetime.fromisoformat("2026-11-21 12:00")
NAMES = ("leads", "is lowest", "total", "合计", "最高", "显示", "Acme leads", "of")


@pytest.fixture
def desk(sqlite_engine: Engine) -> Desk:
    """A company whose customers are called like words of answers, each with an order."""
    names = dict(enumerate(NAMES))
    sold = {"status": "completed", "currency": "CNY", "units": 1, "paid": 0, "invoiced": 0}
    with sqlite_engine.begin() as connection:
        connection.execute(users.insert().values(user_id="U1", name="Ada", role="admin"))
        rows = [{"customer_id": f"C{n}", "name": name, "city": name} for n, name in names.items()]
        connection.execute(customers.insert(), rows)
        orders_of = [
            {
                **sold,
                "order_id": f"O{n}",
                "customer_id": f"C{n}",
                "ordered_at": datetime.fromisoformat(f"2026-10-0{n + 1}"),
                "amount": 100 + n,
                "line_count": 0,
            }
            for n in names
        ]
        connection.execute(orders.insert(), orders_of)
    return Desk(sqlite_engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)


def asked(desk: Desk, text: str) -> Reply:
    return desk.ask(desk.caller("U1"), Question(text))


@pytest.mark.parametrize(
    "question",
    [
        "sales by customer this year",
        "top 5 customers by sales this year",
        "今年各客户销售额",
        "今年销售额最高的3个客户",
        "sales by city by month this year",
        "list the orders of last month",
        "上个月的订单",
    ],
)
def test_a_customer_may_be_called_like_a_word_of_ours(desk: Desk, question: str) -> None:
    reply = asked(desk, question)
    assert reply.status == "answered", reply.text
    assert {str(cell) for row in reply.results[0].rows for cell in row} & set(NAMES)


FROM_OUR_TABLES = {
    "foretelling.py": {"HOW", "frame", "zh", "en"},
    "groups.py": {"zh", "en"},
    "lists.py": {"what"},
    "pacing.py": {"_each_of_them", "draft"},
    "standing.py": {"called", "zh", "en"},
    "views.py": {"words", "down", "up", "zh", "en"},
}
"""What `say` is given beside literals: parts of tables of ours, none of which holds a cell."""


def said(path: Path) -> Iterator[ast.expr]:
    """Gives the arguments of all calls of `say` in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(called, ast.Attribute):
            yield from node.args if called.attr == "say" else ()


def chosen(part: ast.expr) -> Iterator[ast.expr]:
    """Gives what an expression may be, without the conditions that choose."""
    if isinstance(part, ast.IfExp):
        yield from chosen(part.body)
        yield from chosen(part.orelse)
    else:
        yield part


def test_what_is_said_as_ours_holds_no_data() -> None:
    modules = sorted(Path(wording.__file__).parent.glob("*.py"))
    arguments = [(path.name, one) for path in modules for one in said(path)]
    assert len(arguments) > 100
    for module, argument in arguments:
        parts = [node for one in chosen(argument) for node in ast.walk(one)]
        names = {node.id for node in parts if isinstance(node, ast.Name)}
        # A name in the condition of `*(down if fell else up)` chooses, and is not said.
        conditions = [node.test for node in parts if isinstance(node, ast.IfExp)]
        names -= {n.id for one in conditions for n in ast.walk(one) if isinstance(n, ast.Name)}
        assert names <= FROM_OUR_TABLES.get(module, set()), f"{module}: {ast.unparse(argument)}"
