"""Follow-ups: a conversation keeps what a question does not change."""

import pytest

from assistant.desk import Desk
from tests.unit.assistant.desks import chips, said

FOLLOW_UPS = [
    # A place, by its name alone and with a cue.
    ("华东上季度订单数", "那宁波的呢", {"filter": "城市 宁波", "measure": "订单数"}),
    ("orders in 华东 last quarter", "what about Ningbo?", {"filter": "city 宁波"}),
    # A split.
    ("上季度订单数", "按区域看", {"group": "按区域", "measure": "订单数"}),
    ("orders last quarter", "and by month?", {"group": "by month"}),
    # A period.
    (
        "上季度各区域订单数",
        "换成上个月",
        {"period": "2026年10月（10月1日–10月31日）", "group": "按区域"},
    ),
    ("orders by region last quarter", "and last month?", {"period": "Oct 2026 (1 Oct – 31 Oct)"}),
    # A measure.
    ("华东上季度订单数", "销量呢", {"measure": "销量", "filter": "区域 华东"}),
    (
        "orders in 华东 last quarter",
        "and units sold?",
        {"measure": "units", "filter": "region 华东"},
    ),
    # A comparison.
    ("上季度订单数", "同比", {"compare": "去年同期 2025年7月1日–9月30日"}),
    ("orders last quarter", "vs a year earlier", {"compare": "a year earlier 1 Jul – 30 Sep 2025"}),
    ("上季度订单数", "环比呢", {"compare": "上一期 4月1日–6月30日"}),
    # How many of a ranking, and from which end.
    ("上季度订单数最多的客户", "前5个", {"order": "从高到低，前 5"}),
    ("top customers by orders last quarter", "top 3", {"order": "highest first, 3"}),
    # A filter more, and the split that takes its place.
    ("上季度各区域订单数", "只看华东", {"filter": "区域 华东"}),
    ("上季度各区域订单数", "华东的各城市", {"filter": "区域 华东", "group": "按城市"}),
    # The rows behind a figure.
    ("华东上个月订单数", "列出来", {"entity": "订单", "filter": "区域 华东"}),
    ("orders in 华东 last month", "list them", {"entity": "orders", "filter": "region 华东"}),
]


@pytest.mark.parametrize(("first", "then", "wanted"), FOLLOW_UPS)
def test_a_follow_up_changes_what_it_names_and_keeps_the_rest(
    desk: Desk, first: str, then: str, wanted: dict[str, str]
) -> None:
    before, reply = said(desk, first), said(desk, first, then)
    assert reply.status == "answered", reply.text
    found = chips(reply)
    assert {slot: found.get(slot) for slot in wanted} == wanted
    for slot in (
        {"measure", "period"} - set(wanted) - ({"measure"} if "entity" in wanted else set())
    ):
        assert found[slot] == chips(before)[slot]


def test_follow_ups_follow_each_other(desk: Desk) -> None:
    reply = said(desk, "华东上季度订单数", "按月看", "同比", "换成销量", "那华北的呢")
    found = chips(reply)
    assert found["measure"] == "销量"
    assert found["period"] == "2026年Q3（7月1日–9月30日）"
    assert found["group"] == "按月"
    assert found["filter"] == "区域 华北"
    assert found["compare"].startswith("去年同期")


def test_a_whole_question_begins_anew(desk: Desk) -> None:
    found = chips(said(desk, "华东上季度各城市订单数同比", "今年退货额"))
    assert found["measure"] == "退货额"
    assert not {"compare", "group", "filter"} & set(found)
