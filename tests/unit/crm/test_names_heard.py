"""Names in spoken texts: what is written exactly so may have been said as another one."""

from collections.abc import Generator

import pytest
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, caller_named, operator
from crm.database import writing
from crm.models import customers, products
from crm.names import NameIndex
from crm.text import fold
from tests.unit.crm.small_company import customer, fill

MORE = (
    customer(21, "宁波蓝海贸易有限公司", short_name="蓝海贸易", aliases="蓝海"),
    customer(22, "福州南海贸易有限公司", "U3", short_name="南海贸易"),
    customer(23, "瑞丰食品(青岛)有限公司", "U3", short_name="瑞丰"),
    customer(24, "深圳睿峰自动化有限公司", "U4", short_name="睿峰"),
    customer(31, "拾川能源有限公司", short_name="拾川", province="四川"),
    customer(32, "Oakmere Energy Inc."),
    customer(33, "Oakmoor Energy Inc."),
    customer(34, "Copperdale Packaging GmbH", province="山西"),
    customer(35, "Coppervale Logistics Ltd", province="陕西"),
)
CODES = ("B15", "B50", "D60", "E60", "T115", "T150", "X20")


@pytest.fixture
def company(sqlite_engine: Engine) -> Generator[Connection]:
    with writing(sqlite_engine) as connection:
        fill(connection)
        connection.execute(customers.insert(), MORE)
        rows = [{"product_id": f"X{n}", "name": code} for n, code in enumerate(CODES)]
        connection.execute(products.insert(), rows)
    with sqlite_engine.connect() as connection:
        yield connection


def _meant(connection: Connection, text: str, caller: Caller | None = None) -> list[str]:
    """Gives the labels that the one name of a spoken text may mean, the written one first."""
    index = NameIndex.build(connection).heard
    (span,) = (one for one in index.find(fold(text).text, caller or operator()) if not one.weak)
    return [name.label for name in span.names]


SOUNDING = (
    ("瑞丰", ["瑞丰食品(青岛)有限公司", "深圳睿峰自动化有限公司"]),
    ("睿峰", ["深圳睿峰自动化有限公司", "瑞丰食品(青岛)有限公司"]),
    ("南海贸易", ["福州南海贸易有限公司", "宁波蓝海贸易有限公司"]),
    ("山西", ["山西", "陕西"]),
    ("Oakmere Energy", ["Oakmere Energy Inc.", "Oakmoor Energy Inc."]),
    ("B15", ["B15", "B50"]),
    ("B 50", ["B50", "B15"]),
    ("E60", ["E60", "D60"]),
    ("T115", ["T115", "T150"]),
)
ALONE = ("瑞丰食品", "四川", "Copperdale Packaging", "X20", "云岭包装")


def test_a_spoken_name_stands_for_what_sounds_like_it(company: Connection) -> None:
    assert [(text, _meant(company, text)) for text, _ in SOUNDING] == list(SOUNDING)


def test_a_spoken_name_that_sounds_like_no_other_stays_itself(company: Connection) -> None:
    assert {text: len(_meant(company, text)) for text in ALONE} == dict.fromkeys(ALONE, 1)


def test_nobody_learns_of_a_homophone_that_is_not_theirs(company: Connection) -> None:
    seller = caller_named(company, "U3")
    assert _meant(company, "瑞丰", seller) == ["瑞丰食品(青岛)有限公司"]


def test_a_typed_name_stays_itself(company: Connection) -> None:
    index = NameIndex.build(company)
    assert [len(span.names) for span in index.find("瑞丰", operator())] == [1]
