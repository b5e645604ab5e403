"""The figures that the three public data sets must give, asked in both languages, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest

from assistant.conversation.reply import Reply, ResultPart
from tests.functional.datasets import installation, summary

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Fact:
    """What questions must give: figures in their order, each behind its label where it has one."""

    data: str
    measure: str
    rows: Sequence[tuple[str | None, str]]
    asked: Sequence[str]


FACTS = [
    Fact("online_retail", "sales", [(None, "8911407.90")], ["总销售额", "total sales"]),
    Fact("online_retail", "orders", [(None, "18536")], ["一共多少订单", "how many orders in all"]),
    Fact("online_retail", "buyers", [(None, "4339")], ["下单客户数", "how many buying customers"]),
    Fact("online_retail", "returned", [(None, "611342.09")], ["退货额多少", "total returns"]),
    Fact(
        "online_retail", "sales", [(None, "2198273.29")], ["上季度销售额", "last quarter's sales"]
    ),
    Fact(
        "online_retail",
        "orders",
        [(None, "4368")],
        ["上季度有多少订单", "how many orders last quarter"],
    ),
    Fact(
        "online_retail",
        "sales",
        [
            ("17450", "100017.24"),
            ("18102", "73557.86"),
            ("14646", "67104.53"),
            ("14156", "51060.40"),
            ("14911", "46831.04"),
        ],
        ["上季度销售额前5的客户", "top 5 customers last quarter"],
    ),
    Fact(
        "online_retail",
        "sales",
        [("United Kingdom", "6809729.70"), ("Netherlands", "276661.86")],
        ["2011年各国销售额", "sales by country 2011"],
    ),
    Fact("superstore", "sales", [(None, "16068954.13")], ["总销售额", "total sales"]),
    Fact(
        "superstore",
        "sales",
        [
            ("华东", "417350.95"),
            ("中南", "391667.12"),
            ("东北", "272311.25"),
            ("华北", "198940.56"),
            ("西南", "98635.40"),
            ("西北", "52949.01"),
        ],
        ["上季度各区域销售额", "sales by region last quarter"],
    ),
    Fact(
        "superstore",
        "sales",
        [("徐婵", "64066.38"), ("武明媚", "42143.82"), ("何惠", "36348.00")],
        ["今年销售额最高的客户", "top customers this year"],
    ),
    Fact(
        "superstore",
        "sales",
        [("书架", "825113.35")],
        ["今年卖得最好的子类别", "best selling sub-category this year"],
    ),
    Fact("northwind", "sales", [(None, "1265793.04")], ["总销售额", "total sales"]),
    Fact(
        "northwind",
        "sales",
        [("Yael Peled", "128809.79")],
        ["2007年业绩最好的销售", "best rep of 2007"],
    ),
    Fact(
        "northwind",
        "sales",
        [("Customer IRRVL", "28055.08")],
        ["上季度销售额最高的客户", "top customer last quarter"],
    ),
]


@pytest.mark.parametrize("data", ["online_retail", "superstore", "northwind"])
def test_both_languages_give_the_figures_of_the_files(
    data: str, request: pytest.FixtureRequest
) -> None:
    wendan = installation(data, request)
    for fact in FACTS:
        for question in fact.asked if fact.data == data else ():
            asked = wendan.run("ask", question, "--json")
            assert asked.returncode == 0, asked.stderr
            reply = Reply.model_validate_json(asked.stdout)
            assert reply.status == "answered", f"{question}: {reply.text}"
            assert _first(reply.results[0], fact) == list(fact.rows), question


def _first(result: ResultPart, fact: Fact) -> list[tuple[str | None, str]]:
    """Gives the first rows: the label, if there is one, and the figure rounded to the cent."""
    columns = [column.name for column in result.columns if column.role == "measure"]
    assert columns == [fact.measure]
    value = next(i for i, column in enumerate(result.columns) if column.role == "measure")
    label = next((i for i, column in enumerate(result.columns) if column.role == "dimension"), None)
    rows = result.rows[: len(fact.rows)]
    return [(None if label is None else str(row[label]), _cents(row[value])) for row in rows]


def _cents(cell: object) -> str:
    figure = Decimal(str(cell))
    if figure == figure.to_integral_value() and "." not in str(cell):
        return str(figure)
    return str(figure.quantize(CENT, ROUND_HALF_UP))


def test_the_lines_without_a_customer_are_rejected_and_the_others_kept(
    request: pytest.FixtureRequest,
) -> None:
    (source,) = summary("online_retail", request)["sources"]  # type: ignore[misc]
    assert (source["kept"]["rows"], source["rejected"]["rows"]) == (397_924, 135_080)
