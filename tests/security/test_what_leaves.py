"""Every byte that goes to a language model, in each mode: no cell is among them that may not be."""

import json
import shutil
from collections.abc import Generator, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.brains.llm.endpoint import Endpoint, planner_at, writer_at
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from crm.access import Caller
from crm.database import connect, sqlite_url, writing
from crm.measures import load
from crm.models import (
    activities,
    contacts,
    contracts,
    customers,
    invoices,
    opportunities,
    orders,
    products,
    users,
)
from tests.demo import TODAY
from tests.functional.scripted_model import Line, Says, Script, figures, scripted_model
from tests.security.figures import Figures

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])  # the scripted model
OWN, OTHER, CITY = "{own}", "{other}", "宁波"
QUESTIONS = (
    "今年各区域销售额",
    "上季度销售额前20的客户",
    "top 20 products by sales this year",
    "今年各销售的销售额",
    "今年每月销售额同比",
    "为什么上个月销售额变化",
    "Why did sales change last quarter?",
    "各行业各级别的销售额占比",
    "{own}的情况",
    "{own}今年每月销售额",
    "{own}和{own2}今年销售额对比",
    "今年各客户的应收",
    "各客户投诉数，今年",
    "今年各产品退货额",
    "{product}今年销售额前5的客户",
    "{other}今年每月销售额",
    "{person}今年每季度销售额",
    "{order}的情况",
    "今年各省销售额，客户电话是{phone}",
    "mail of {email}: sales by month this year",
)
UNREAD = (
    "{own}今年斩获",
    "{product}今年斩获按区域",
    "今年斩获",
    "{phone}的斩获",
    "{other}今年斩获",
    "{email} 今年斩获",
)
"""Questions with a word that the rules do not know: the model is to plan them."""
MEANT: list[dict[str, str]] = [{"word": "斩获", "means": "sales"}]
PLANNED = figures("sales", by=["region"], period="今年", unknown=MEANT)
UNTRUE = Says("甲公司以 ¥1,234,567 居首。")
MASKED = (customers.c.phone, customers.c.tax_id, contacts.c.phone)
NAMES = (
    customers.c.name,
    customers.c.short_name,
    contacts.c.name,
    products.c.name,
    users.c.name,
    opportunities.c.name,
    contracts.c.name,
)
IDS = (
    customers.c.customer_id,
    orders.c.order_id,
    invoices.c.number,
    contacts.c.email,
    users.c.email,
)
TEXTS = (activities.c.subject, activities.c.body)
COMMON = {"客户拜访", "电话", "培训"}


@pytest.fixture(scope="module")
def script() -> Generator[Script]:
    """The model's script."""
    with scripted_model() as found:
        yield found


@pytest.fixture(scope="module")
def engine(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company, of which every customer and contact has a telephone number."""
    path = tmp_path_factory.mktemp("leaving") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    with writing(found) as connection:
        for table, key, start in (
            (customers, customers.c.customer_id, 13900000000),
            (contacts, contacts.c.contact_id, 13700000000),
        ):
            for at, row in enumerate(connection.execute(sa.select(key)).scalars().all()):
                phone = str(start + at * 7919)
                connection.execute(table.update().where(key == row).values(phone=phone))
    yield found
    found.dispose()


def desk_of(engine: Engine, script: Script, mode: str) -> Desk:
    endpoint = Endpoint(script.base_url, "scripted", seconds=60)
    return Desk(
        engine,
        catalog=load(),
        today=lambda: TODAY,
        now=lambda: datetime.combine(TODAY, time(12)),
        planner=planner_at(endpoint),
        writer=None if mode == "questions" else writer_at(endpoint),
        hides=mode == "rows, hidden",
    )


def cells(engine: Engine, *columns: Any, where: Any = None) -> set[str]:
    """Gives the texts of columns, as they stand in JSON too."""
    with engine.connect() as connection:
        found: set[str] = set()
        for column in columns:
            statement = sa.select(column).where(column.is_not(None))
            if where is not None:
                statement = statement.where(where)
            found |= {str(one) for one in connection.execute(statement).scalars()}
    return {one for one in found if len(one) > 1} - COMMON


def filled(engine: Engine, caller: Caller) -> list[tuple[str, bool]]:
    """Gives the questions with names of the company in them, and whether each is to be planned."""
    mine = customers.c.owner_id.in_(caller.owners or ())
    with engine.connect() as connection:

        def one(column: Any, *conditions: Any) -> list[str]:
            statement = sa.select(column).where(*conditions).order_by(column).limit(2)
            return list(connection.execute(statement).scalars())

        own, own2 = one(customers.c.name, mine)
        words = {
            "own": own,
            "own2": own2,
            "other": one(customers.c.name, ~mine)[0],
            "product": one(products.c.name)[0],
            "person": one(users.c.name, users.c.user_id.in_(caller.owners or ()))[0],
            "order": one(orders.c.order_id)[0],
            "phone": one(customers.c.phone, ~mine)[0],
            "email": one(contacts.c.email, contacts.c.email.is_not(None))[0],
        }
    asked = [(question, False) for question in QUESTIONS] + [(one, True) for one in UNREAD]
    return [(question.format(**words), planned) for question, planned in asked]


def sent_by(
    desk: Desk, script: Script, caller: Caller, engine: Engine
) -> Iterator[tuple[str, str, Reply]]:
    """Asks every question; gives it, all that left the house meanwhile, and the reply."""
    for question, planned in filled(engine, caller):
        lines: tuple[Line, ...] = (PLANNED, UNTRUE) if planned else (UNTRUE,)
        script.does(*lines)
        reply = desk.ask(caller, Question(question))
        raw = b"\n".join((*script.heads, *script.requests)).decode()
        unescaped = "\n".join(_texts(json.loads(body)) for body in script.requests)
        yield question, f"{raw}\n{unescaped}", reply


def _texts(value: Any) -> str:
    match value:
        case dict():
            return "\n".join(map(_texts, value.values()))  # pyright: ignore[reportUnknownArgumentType]
        case list():
            return "\n".join(map(_texts, value))  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return str(value)


def among(words: set[str], sent: str) -> list[str]:
    """Gives the words that stand in what was sent."""
    begins = {sent[at : at + 2] for at in range(len(sent))}
    return sorted(word for word in words if word[:2] in begins and word in sent)


ASKERS = ("U05", "U02")
"""A rep and a manager."""


@pytest.mark.parametrize("asker", ASKERS)
def test_where_questions_leave_no_cell_of_any_row_does(
    engine: Engine, script: Script, figures: Figures, asker: str
) -> None:
    rows, masked = cells(engine, *MASKED, *NAMES, *IDS, *TEXTS), cells(engine, *MASKED)
    desk, asked = desk_of(engine, script, "questions"), 0
    for question, sent, reply in sent_by(desk, script, desk.caller(asker), engine):
        said = {word for word in rows if word in question}
        assert among(rows - said, sent) == [], question
        assert among(masked, sent) == [], question
        assert "<data>" not in sent
        assert reply.worded_by is None
        asked += bool(sent.strip())
    assert asked >= 4
    figures.count("questions whose every byte to a model was read", asked)


@pytest.mark.parametrize("asker", ASKERS)
def test_where_rows_leave_nothing_hidden_or_masked_does(
    engine: Engine, script: Script, figures: Figures, asker: str
) -> None:
    desk = desk_of(engine, script, "rows")
    caller = desk.caller(asker)
    assert caller.owners is not None
    others = ~customers.c.owner_id.in_(caller.owners)
    of_others = sa.select(customers.c.customer_id).where(others)
    hidden = cells(engine, customers.c.name, customers.c.customer_id, where=others)
    hidden |= cells(engine, contacts.c.name, where=contacts.c.customer_id.in_(of_others))
    hidden |= cells(engine, orders.c.order_id, where=orders.c.customer_id.in_(of_others))
    hidden -= cells(engine, contacts.c.name, where=~contacts.c.customer_id.in_(of_others))
    hidden -= cells(engine, users.c.name)  # a contact of others is called like a colleague
    masked, asked = cells(engine, *MASKED), 0
    for question, sent, reply in sent_by(desk, script, caller, engine):
        said = {word for word in hidden if word in question}
        assert among(hidden - said, sent) == [], question
        assert among(masked, sent) == [], question
        for shown in _shown(script):
            seen = {str(cell) for result in reply.results for row in result.rows for cell in row}
            assert set(_names(shown)) <= seen, question
        asked += bool(sent.strip())
    assert asked >= 15
    figures.count("questions whose every byte to a model was read", asked)


@pytest.mark.parametrize("asker", ASKERS)
def test_where_names_are_hidden_no_name_number_or_id_leaves(
    engine: Engine, script: Script, figures: Figures, asker: str
) -> None:
    rows, asked = cells(engine, *MASKED, *NAMES, *IDS, *TEXTS), 0
    desk = desk_of(engine, script, "rows, hidden")
    for question, sent, _ in sent_by(desk, script, desk.caller(asker), engine):
        assert among(rows, sent) == [], question
        asked += bool(sent.strip())
    assert asked >= 15
    figures.count("questions whose every byte to a model was read", asked)


def _shown(script: Script) -> Iterator[dict[str, Any]]:
    """Gives the results that the model was shown."""
    for body in script.requests:
        for message in json.loads(body)["messages"]:
            content = str(message["content"])
            if "<data>" in content and message["role"] == "user":
                block = content.partition("<data>")[2].rpartition("</data>")[0]
                yield from json.loads(block)


def _names(shown: dict[str, Any]) -> Iterator[str]:
    """Gives the names of the rows: what is no figure, no date and nothing left open."""
    for row in shown["rows"]:
        if isinstance(row[0], str) and not any(sign.isdigit() for sign in row[0]):
            yield row[0]
