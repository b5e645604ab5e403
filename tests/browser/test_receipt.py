"""The receipt: how an answer was made, and what to do when it is wrong."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit, Visiting

REGIONS = "本季度各区域销售额，跟去年同期比"


def opened(visit: Visit, question: str = REGIONS) -> Locator:
    visit.ask(question).get_by_role("button", name=re.compile("凭据|Receipt")).click()
    return visit.page.locator("wd-receipt")


def test_it_tells_how_the_answer_was_made(visit: Visit) -> None:
    receipt = opened(visit)
    expect(receipt.locator(".verdict")).to_have_text("正文 6 个数字，都与查询结果一致")
    expect(receipt.locator(".meaning")).to_contain_text("不是说源系统里的数据一定对")
    terms = receipt.locator("dt").all_inner_texts()
    told = dict(zip(terms, receipt.locator("dd").all_inner_texts(), strict=True))
    assert told == {
        "口径": "销售额 = 已确认、已发货、已完成订单的行金额之和，按下单日期",
        "期间": "2026-10-01 至 11-21 · 52 天\n对比 2025-10-01 至 11-21 · 52 天",
        "范围": "你能看到的客户：本组 4 人负责的 214 家",
        "数据": "5 行结果，没有截断\n订单 14:05 更新",
        "精确值": "¥34,033,000.00复制",
        "用量": "规则解析 · 0 token · ¥0 · 0.2 秒",
    }
    expect(receipt.locator("pre")).to_contain_text("GROUP BY c.region")


def test_it_tells_what_was_cut_and_what_is_out_of_date(visit: Visit) -> None:
    receipt = opened(visit, "本季度订单明细")
    expect(receipt).to_contain_text("取回 30 行，共 128 行")
    expect(receipt).to_contain_text("订单 11-20 18:00 更新 已过期")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_it_takes_the_focus_and_escape_gives_it_back(visiting: Visiting, size: str) -> None:
    visit = visiting(size)
    visit.enter()
    receipt = opened(visit)
    expect(receipt.get_by_role("heading", name="凭据")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(receipt).to_have_count(0)
    expect(visit.page.locator("wd-answer").get_by_role("button", name="凭据")).to_be_focused()


def test_beside_the_lane_on_a_laptop_and_a_sheet_on_a_phone(visiting: Visiting) -> None:
    laptop, phone = visiting(), visiting("phone")
    for visit in (laptop, phone):
        visit.enter()
        opened(visit)
    assert laptop.page.locator("main").get_attribute("inert") is None
    assert phone.page.locator("main").get_attribute("inert") is not None
    box = phone.page.locator(".receipt-zone").bounding_box()
    assert box is not None
    assert (box["width"], round(box["height"] / 844, 2)) == (390, 0.85)
    phone.page.locator(".backdrop").click(position={"x": 10, "y": 10})
    expect(phone.page.locator("wd-receipt")).to_have_count(0)


def test_the_exact_value_is_copied(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    receipt = opened(visit)
    receipt.get_by_role("button", name="复制").click()
    expect(receipt.locator("wd-copy").get_by_role("status")).to_have_text("已复制")
    assert visit.page.evaluate("navigator.clipboard.readText()") == "34,033,000.00"


def test_a_wrong_period_is_noted_and_can_be_changed_at_once(visit: Visit) -> None:
    receipt = opened(visit)
    receipt.get_by_role("button", name="期间不对").click()
    expect(receipt.locator(".noted").first).to_have_text("已记下，管理员会看到这条和它的凭据。")
    disputes = visit.interface.disputes
    assert disputes == [{"turn_id": "t-breakdown", "kind": "period", "note": ""}]
    receipt.get_by_role("button", name="上季度").click()
    expect(visit.page.locator("wd-answer")).to_have_count(2)
    assert visit.asked[-1] == "换成上季度"


def test_a_figure_that_differs_is_asked_for(visit: Visit) -> None:
    receipt = opened(visit)
    receipt.get_by_role("button", name="数字和系统不一致").click()
    assert visit.interface.disputes == []
    field = receipt.get_by_label("系统里是多少？")
    expect(field).to_be_focused()
    field.fill("34,034,200")
    field.press("Enter")
    expect(receipt.locator(".noted").first).to_contain_text("已记下")
    note = {"turn_id": "t-breakdown", "kind": "figure", "note": "34,034,200"}
    assert visit.interface.disputes == [note]


def test_no_mark_stands_on_a_text_without_figures(visit: Visit) -> None:
    answer = visit.ask("云岭上个月买了多少")
    expect(answer.locator(".ok")).to_have_count(0)
