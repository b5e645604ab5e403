"""As people who have not seen the words of the business put it: read as the plain question."""

import pytest

from tests.unit.assistant.asking import Asking


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("去年四季度进了几个新客户", "去年四季度有几个新客户"),
        ("8月15到9月10华东卖多少", "8月15日到9月10日华东卖多少"),
        ("今年至少下过50单的客户", "今年下单50次以上的客户"),
        ("欠20万以上又不到50万的有谁", "欠款20万到50万之间的客户"),
        ("耗材里头今年销量前十", "今年销量前十的耗材产品"),
        ("苏州客户名单 带级别跟负责人", "苏州客户名单"),
        ("下周要到期的款有哪些", "下周到期的订单"),
        ("上个月谁跑客户跑得最勤 拜访次数", "上个月谁拜访最多"),
        ("平均每个下单客户今年买了多少", "今年户均销售额"),
        ("how many single orders topped 300k this year", "how many orders over 300k this year"),
        ("sales per buying customer this year", "sales per customer this year"),
        ("ten biggest orders this year and who placed them", "ten biggest orders this year"),
        ("how much is 61-90 days late", "how much is overdue 61 to 90 days"),
        (
            "A accounts that bought last year but zip this year",
            "A accounts that bought last year but nothing this year",
        ),
    ],
)
def test_it_is_read_as_the_plain_question(asking: Asking, question: str, plain: str) -> None:
    frame, other = asking.frame(question), asking.frame(plain)
    assert frame.measures == other.measures
    assert (frame.entity, frame.groups, frame.limit) == (other.entity, other.groups, other.limit)
    assert (frame.period, frame.having) == (other.period, other.having)
    assert (frame.conditions, frame.happenings) == (other.conditions, other.happenings)
