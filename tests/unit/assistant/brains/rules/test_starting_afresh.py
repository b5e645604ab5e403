"""When a question goes on from the one before and when it starts afresh (docs/decisions.md)."""

import pytest

from assistant.brains.rules.outcome import Doubtful, NotUnderstood
from tests.unit.assistant.asking import Asking
from tests.unit.assistant.brains.rules.test_going_on import last_frame, last_outcome, named

JANUARY, OCTOBER = "2026-01-01", "2026-10-01"


@pytest.mark.parametrize(
    ("questions", "measure", "names", "start"),
    [
        (
            ("这个月多少单", "按区域分", "去掉华东一共多少"),
            "orders",
            {"region": ("华东",)},
            "2026-11-01",
        ),
        (("华南上个月卖了多少", "华东多少"), "sales", {"region": ("华东",)}, OCTOBER),
        (("华南上个月卖了多少", "华东今年多少"), "sales", {"region": ("华东",)}, JANUARY),
        (
            ("orders last month", "without East China how many"),
            "orders",
            {"region": ("华东",)},
            OCTOBER,
        ),
        (
            ("sales in East China last month", "South China how much"),
            "sales",
            {"region": ("华南",)},
            OCTOBER,
        ),
    ],
)
def test_a_number_of_nothing_named_is_that_of_before(
    asking: Asking, questions: tuple[str, ...], measure: str, names: dict[str, object], start: str
) -> None:
    frame = last_frame(asking, *questions)
    assert (frame.measures, frame.groups, named(frame)) == ((measure,), (), names)
    assert frame.period is not None
    assert frame.period.start.isoformat() == start


@pytest.mark.parametrize(
    ("questions", "names"),
    [
        (("逾期总共多少", "只看华南", "哪个客户逾期最多"), {"region": ("华南",)}),
        (
            ("total overdue", "just South China", "which customer is most overdue"),
            {"region": ("华南",)},
        ),
        (("宁波今年多少单", "哪个客户订单最多"), {"city": ("宁波",)}),
        (("华东今年销售额", "前五大客户"), {"region": ("华东",)}),
        (("华东应收多少", "欠款最多的五家"), {"region": ("华东",)}),
        (("华东今年销售额", "谁买得最多"), {"region": ("华东",)}),
        (("林一鸣今年业绩", "青禾电子呢", "哪个客户业绩最高"), {}),
        (("华东今年销售额", "上个月销售额最高的客户"), {}),
        (("华东今年销售额", "全公司哪个客户销售额最高"), {}),
    ],
)
def test_the_same_measure_named_again_is_split_where_it_was(
    asking: Asking, questions: tuple[str, ...], names: dict[str, object]
) -> None:
    frame = last_frame(asking, *questions)
    assert (frame.groups, frame.ranked, named(frame)) == (("customer",), True, names)


@pytest.mark.parametrize(
    "questions",
    [
        ("青禾电子上个月付了多少", "最近三单是哪些"),
        ("Qinghe Electronics sales last month", "their latest 3 orders"),
    ],
)
def test_the_newest_orders_are_the_newest_of_all(
    asking: Asking, questions: tuple[str, ...]
) -> None:
    frame = last_frame(asking, *questions)
    assert (frame.entity, frame.limit, frame.period) == ("order", 3, None)
    assert list(named(frame)) == ["customer"]


def test_of_orders_that_are_listed_the_newest_are_some_of_them(asking: Asking) -> None:
    assert last_frame(asking, "上个月的订单", "最近三单").period is not None


@pytest.mark.parametrize("question", ["今年一共买了多少钱", "去年买了多少"])
def test_a_customer_whose_last_order_was_asked_for_is_still_meant(
    asking: Asking, question: str
) -> None:
    frame = last_frame(asking, "青禾电子最近一单", question)
    assert (frame.measures, list(named(frame))) == (("sales",), ["customer"])


@pytest.mark.parametrize(
    ("questions", "measure"),
    [
        (("win rate this year", "how many deals won", "and lost"), "lost_count"),
        (("今年赢了几单", "丢了呢"), "lost_count"),
        (("今年赢单金额", "输的呢"), "lost"),
        (("今年各销售赢单数", "丢的呢"), "lost_count"),
    ],
)
def test_deals_of_the_other_state_are_counted_alike(
    asking: Asking, questions: tuple[str, ...], measure: str
) -> None:
    frame = last_frame(asking, *questions)
    assert frame.measures[0] == measure
    assert frame.period is not None


def test_the_kind_of_customers_takes_the_place_of_one(asking: Asking) -> None:
    assert named(last_frame(asking, "青禾电子今年买了多少", "A级的呢")) == {"level": ("A",)}
    assert list(named(last_frame(asking, "宁波今年卖了多少", "青禾电子呢"))) == ["customer"]
    assert isinstance(last_outcome(asking, ("青禾电子今年买了多少", "食品那家呢")), NotUnderstood)


@pytest.mark.parametrize(
    "questions",
    [
        ("云岭今年买了多少", "医疗那家", "去年呢", "包装那家呢"),
        ("Harbour orders last year", "Harbour & Finch", "and the marine one"),
    ],
)
def test_another_choice_of_a_name_takes_the_place_of_the_one_before(
    asking: Asking, questions: tuple[str, ...]
) -> None:
    assert isinstance(last_outcome(asking, questions[:1]), Doubtful)
    frame = last_frame(asking, *questions)
    (label,) = named(frame)["customer"]
    assert "包装" in label or "Marine" in label
    assert frame.period is not None
    assert frame.period.start.year == 2025


def test_they_are_the_one_customer_that_was_asked_for(asking: Asking) -> None:
    who, all_of_them = "今年买得最多的客户是谁", "今年买得最多的客户有哪些"
    assert last_frame(asking, who).one_meant
    assert not last_frame(asking, all_of_them).one_meant
    assert isinstance(last_outcome(asking, (all_of_them, "他们去年买了多少")), NotUnderstood)


@pytest.mark.parametrize(
    "questions",
    [
        ("青禾电子最近三单", "一共多少钱"),
        ("last 3 orders of Qinghe Electronics", "how much in total"),
        ("今年最大的5个订单", "一共多少"),
    ],
)
def test_a_sum_of_some_rows_is_not_that_of_all(asking: Asking, questions: tuple[str, ...]) -> None:
    assert isinstance(last_outcome(asking, questions), NotUnderstood)


def test_a_place_is_that_of_a_row_and_not_of_a_choice_before(asking: Asking) -> None:
    frame = last_frame(asking, "云岭今年买了多少", "医疗那家", "去年呢")
    (label,) = named(frame)["customer"]
    assert "医疗" in label
    ordinal = ("云岭今年买了多少", "医疗那家", "the first one")
    assert isinstance(last_outcome(asking, ordinal), NotUnderstood)
