"""What an answer looks like: figure, table, chart, on a laptop and on a phone."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit, Visiting

REGIONS = "本季度各区域销售额，跟去年同期比"
CUSTOMERS = "top customers this quarter"
ORDERS = "本季度订单明细"
MONTHS = "今年每月销售额"


@pytest.fixture
def phone(visiting: Visiting) -> Visit:
    visited: Visit = visiting("phone")
    visited.enter()
    return visited


def heads(answer: Locator) -> list[str]:
    return [" ".join(text.split()) for text in answer.locator("thead th").all_inner_texts()]


def column(answer: Locator, place: int) -> list[str]:
    cells = answer.locator(f"tbody tr > :nth-child({place})")
    return [" ".join(text.split()) for text in cells.all_inner_texts()]


def test_a_change_is_told_by_arrow_sign_and_word(visit: Visit) -> None:
    delta = visit.ask("本月回款多少，跟上月比").locator(".fig-row .delta")
    expect(delta).to_have_class(re.compile("bad"))
    assert " ".join((delta.text_content() or "").split()) == "▼ 下降 −6.3% （−81.3万）"


def test_a_rounded_figure_opens_its_exact_amount(visit: Visit) -> None:
    answer = visit.ask("x")
    figure = answer.locator(".fig")
    expect(figure).to_have_attribute("title", "¥14,170,036.50")
    figure.click()
    expect(answer.locator(".exact")).to_contain_text("精确值 ¥14,170,036.50")


def test_each_column_has_one_unit_beside_its_heading(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    assert heads(answer) == ["区域", "本季度 万元 ↓", "去年同期 万元", "变化 万元", "同比"]
    assert column(answer, 2) == ["1,289.7", "842.1", "611.8", "391.2", "268.5"]
    assert column(answer, 4)[:2] == ["+187.0", "−63.2"]
    expect(answer.locator("tfoot tr").first).to_contain_text("合计")
    expect(answer.locator("tfoot tr").first).to_contain_text("3,403.3")


def test_the_order_in_which_rows_came_is_marked(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    sorts = [head.get_attribute("aria-sort") for head in answer.locator("thead th").all()]
    assert sorts == ["none", "descending", "none", "none", "none"]


def test_a_click_on_a_heading_sorts_numbers_downward_first(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    head = answer.locator("thead th").nth(3)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(answer, 1) == ["华东", "西南", "华北", "海外", "华南"]
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert column(answer, 1) == ["华南", "海外", "华北", "西南", "华东"]
    expect(answer.locator("thead th").nth(1)).to_have_attribute("aria-sort", "none")


def test_a_base_of_zero_is_new_and_almost_nothing_is_flat(visit: Visit) -> None:
    answer = visit.ask(CUSTOMERS)
    assert column(answer, 4)[:4] == ["▲ up +12.4%", "▼ down −3.1%", "new", "flat"]


def test_a_long_name_is_cut_in_the_middle_and_whole_on_focus(visit: Visit) -> None:
    name = visit.ask(CUSTOMERS).locator(".cut-name").first
    expect(name.locator(".short")).to_have_text("Harbour & Fi…ternational")
    expect(name).to_have_attribute("title", "Harbour & Finch Trading Company International")
    name.focus()
    expect(name.locator(".whole")).to_be_visible()
    expect(name.locator(".short")).to_be_hidden()


def test_ten_rows_come_first_and_what_was_cut_is_said_last(visit: Visit) -> None:
    answer = visit.ask(ORDERS)
    rows = answer.locator("tbody tr")
    expect(rows).to_have_count(10)
    cut = answer.locator("tfoot tr").last
    expect(cut).to_have_text("显示前 10 行，共 128 行，合计按 128 行算")
    answer.get_by_role("button", name="再看 20 行").click()
    expect(rows).to_have_count(30)
    expect(cut).to_have_text("显示前 30 行，共 128 行，合计按 128 行算")


def test_sorting_a_cut_list_says_that_only_its_rows_are_sorted(visit: Visit) -> None:
    answer = visit.ask(ORDERS)
    answer.locator("thead").get_by_role("button", name=re.compile("金额")).click()
    expect(answer.locator("tfoot tr").last).to_contain_text("只在取回的 30 行里排序")


def test_five_columns_stand_on_the_row_and_the_rest_behind_it(visit: Visit) -> None:
    answer = visit.ask(ORDERS)
    assert heads(answer) == ["订单", "下单日期 ↓", "客户", "金额 万元", "负责人"]
    answer.get_by_role("button", name="SO-1121-900 的其他列").click()
    behind = answer.locator("tr.behind")
    assert behind.locator("dt").all_inner_texts() == ["状态", "到期日", "客户编号"]


def test_exact_amounts_are_one_tap_away(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    answer.get_by_role("button", name="精确值", exact=True).click()
    assert column(answer, 2)[0] == "¥12,897,000.00"
    assert heads(answer)[1] == "本季度 ↓"


def test_a_stale_source_shows_in_the_receipt_line(visit: Visit) -> None:
    foot = visit.ask(ORDERS).locator(".foot")
    expect(foot).to_contain_text("! 订单停在 11-20 18:00")
    expect(foot).to_have_class(re.compile("stale-line"))


def test_a_comparison_shows_chart_and_table_side_by_side_on_a_laptop(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    expect(answer.locator("wd-chart svg")).to_be_visible()
    expect(answer.locator("table")).to_be_visible()
    expect(answer.locator(".key")).to_have_text(re.compile("本季度.*去年同期"))
    ticks = answer.locator("wd-chart [aria-roledescription=tick]")
    expect(ticks).to_have_count(10)  # five, each on a halo of the surface's colour
    alternative = answer.get_by_role("img").get_attribute("aria-label")
    assert alternative == (
        "本季度，华东 到 西南，5 项。 "
        "最高 华东 ¥1,289.7万，最低 西南 ¥268.5万，最后 西南 ¥268.5万。"
    )


def test_a_trend_shows_its_chart_and_its_table_one_tap_away(visit: Visit) -> None:
    answer = visit.ask(MONTHS)
    expect(answer.locator("wd-chart svg")).to_be_visible()
    expect(answer.locator("table")).to_have_count(0)
    answer.get_by_role("button", name="看表格").click()
    expect(answer.locator("tbody tr")).to_have_count(10)
    expect(answer.locator("wd-chart")).to_have_count(0)
    answer.get_by_role("button", name="看图").click()
    expect(answer.locator("wd-chart svg")).to_be_visible()


def test_a_chart_is_drawn_again_in_the_other_theme(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    bars = answer.locator("wd-chart svg [aria-roledescription=bar]").first
    expect(bars).to_have_attribute("fill", "#1D5BB8")
    visit.page.get_by_role("button", name="深色").click()
    expect(bars).to_have_attribute("fill", "#86B3F7")


def test_a_phone_shows_three_columns_with_bars_and_the_chart_one_tap_away(phone: Visit) -> None:
    answer = phone.ask(REGIONS)
    assert heads(answer) == ["区域", "本季度 万元 ↓", "同比"]
    widths = answer.locator(".bar").evaluate_all("bars => bars.map((bar) => bar.style.width)")
    assert widths == ["100%", "65%", "47%", "30%", "21%"]
    expect(answer.locator(".bar").first).to_have_css("height", "4px")
    expect(answer.locator("wd-chart")).to_have_count(0)
    answer.get_by_role("button", name="看图").click()
    expect(answer.locator("wd-chart svg")).to_be_visible()
    expect(answer.locator("table")).to_have_count(0)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_amounts_of_several_currencies_each_stand_beside_theirs(
    visiting: Visiting, size: str
) -> None:
    visit = visiting(size)
    visit.enter()
    answer = visit.ask("本季度各区域销售额")
    assert heads(answer)[:3] == ["区域", "币种", "销售额 ↓"]
    assert column(answer, 2) == ["CNY", "CNY", "USD"]
    assert column(answer, 3) == ["5,297,368.12", "4,749,494.00", "100,586.77"]
    expect(answer.locator(".bar")).to_have_count(0)
    expect(answer.locator(".aside")).to_have_text("币种不同的金额不相加。")
    answer.locator("thead").get_by_role("button", name=re.compile("^销售额")).click()
    assert column(answer, 2) == ["CNY", "CNY", "USD"]
    assert column(answer, 1) == ["华东", "海外", "海外"]


def test_bold_text_ends_where_it_says_even_between_chinese_characters(visit: Visit) -> None:
    answer = visit.ask("本季度各区域销售额")
    assert answer.locator(".say strong").all_inner_texts() == ["¥529.7万", "USD 10.1万", "+2.6%"]


def test_a_phone_shows_a_trend_as_its_chart_alone(phone: Visit) -> None:
    answer = phone.ask(MONTHS)
    expect(answer.locator("wd-chart svg")).to_be_visible()
    expect(answer.locator("table")).to_have_count(0)


def test_a_tap_on_a_row_of_a_phone_opens_what_stands_behind_it(phone: Visit) -> None:
    answer = phone.ask(ORDERS)
    assert heads(answer) == ["订单", "客户", "金额 万元"]
    answer.locator("tbody tr").first.locator("td").first.click()
    expect(answer.locator("tr.behind dt")).to_have_count(5)


def test_an_earlier_conversation_is_shown_again(visit: Visit) -> None:
    visit.page.get_by_role("button", name="超过 90 天没下单的客户").click()
    expect(visit.page.locator("wd-answer")).to_have_count(11)
    visit.page.reload()
    expect(visit.page.locator("wd-answer")).to_have_count(11)
    visit.page.get_by_role("button", name="新对话").click()
    expect(visit.page.locator("wd-answer")).to_have_count(0)
    expect(visit.page.locator(".starters")).to_be_visible()


def test_a_long_answer_is_read_from_its_question_on(phone: Visit) -> None:
    phone.ask(REGIONS)
    phone.ask(ORDERS)
    question = phone.page.locator(".me").last
    expect(question).to_be_in_viewport()
    expect(phone.page.locator("wd-answer").last.locator(".say")).to_be_in_viewport()
