"""List prices: what is asked, what is told, and what is no question for one."""

import pytest

from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("M40 多少钱", "目录价：M40 Laser Printer **¥2,680.00**"),
        ("请问M40的目录价是多少？", "目录价：M40 Laser Printer **¥2,680.00**"),
        ("price of M40", "List price: M40 Laser Printer **¥2,680.00**"),
        ("how much does an M40 cost", "List price: M40 Laser Printer **¥2,680.00**"),
    ],
)
def test_a_product_is_told_with_its_list_price(asking: Asking, question: str, said: str) -> None:
    assert asking.reply(question).text.startswith(said)


@pytest.mark.parametrize(
    ("question", "descending", "limit"),
    [
        ("最便宜的打印机是哪款", False, 1),
        ("最贵的三款打印机", True, 3),
        ("highest list price among printers", True, 1),
        ("cheapest 5 products", False, 5),
    ],
)
def test_products_are_ranked_by_their_prices(
    asking: Asking, question: str, descending: bool, limit: int
) -> None:
    frame = asking.frame(question)
    assert (frame.entity, frame.limit) == ("product", limit)
    assert [(order.by, order.descending) for order in frame.order] == [("list_price", descending)]


def test_a_price_may_bound_products(asking: Asking) -> None:
    conditions = asking.frame("目录价五千以上的打印机有哪些").conditions
    assert [c.dimension for c in conditions] == ["category", "list_price"]


@pytest.mark.parametrize(
    ("question", "measures"),
    [("M40上个月卖了多少钱", ("sales",)), ("M40均价", ("average_price",))],
)
def test_what_was_paid_is_a_figure_of_sales(
    asking: Asking, question: str, measures: tuple[str, ...]
) -> None:
    assert asking.frame(question).measures == measures
