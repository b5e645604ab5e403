"""Writing a question, sending it, and what is seen until the answer stands there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, Visiting
from tests.browser.page_server import Interface

REGIONS = "本季度各区域销售额，跟去年同期比"


def test_enter_sends_the_question_and_empties_the_box(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    expect(answer.locator(".fig")).to_contain_text("¥3,403.3万")
    expect(visit.composer).to_have_value("")
    assert visit.asked == [REGIONS]


def test_shift_and_enter_break_the_line_instead(visit: Visit) -> None:
    visit.composer.press_sequentially("a")
    visit.composer.press("Shift+Enter")
    visit.composer.press_sequentially("b")
    expect(visit.composer).to_have_value("a\nb")
    assert visit.asked == []


@pytest.mark.parametrize("how", [{"isComposing": True}, {"keyCode": 229}], ids=str)
def test_the_enter_that_confirms_chinese_input_never_sends(
    visit: Visit, how: dict[str, object]
) -> None:
    visit.composer.fill("本月")
    visit.composer.evaluate(
        "(box, how) => box.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', bubbles: true, cancelable: true, ...how}))",
        how,
    )
    expect(visit.composer).to_have_value("本月")
    assert visit.asked == []


def test_an_empty_box_sends_nothing(visit: Visit) -> None:
    visit.composer.fill("   ")
    visit.composer.press("Enter")
    visit.page.get_by_role("button", name="发送").click(force=True)
    assert visit.asked == []


def test_arrow_up_in_an_empty_box_brings_the_last_question_back(visit: Visit) -> None:
    visit.ask(REGIONS)
    visit.composer.press("ArrowUp")
    expect(visit.composer).to_have_value(REGIONS)


def test_a_starting_question_is_asked_with_a_tap(visit: Visit) -> None:
    visit.page.get_by_role("button", name="今年每月销售额").click()
    expect(visit.page.locator("wd-answer .say")).to_contain_text("10月最高")
    assert visit.asked == ["今年每月销售额"]


def test_the_second_question_belongs_to_the_conversation_of_the_first(visit: Visit) -> None:
    visit.ask(REGIONS)
    visit.ask("按月看")
    assert [body.get("conversation_id") for body in visit.interface.asked] == [None, "c-1"]


def test_a_question_asked_at_once_is_not_replaced_by_what_is_still_loading(
    visiting: Visiting,
) -> None:
    visit = visiting()
    visit.interface.lists_after_s = 0.5
    visit.enter()
    with visit.page.expect_response("**/api/v1/conversations"):
        visit.ask(REGIONS)
    visit.page.wait_for_load_state("networkidle")
    expect(visit.page.locator("wd-turn")).to_have_count(1)


def test_a_conversation_left_in_this_tab_comes_back_only_into_an_empty_page(
    visiting: Visiting,
) -> None:
    visit = visiting()
    visit.enter()
    visit.ask(REGIONS)
    visit.interface.lists_after_s = 0.5
    visit.page.reload()
    visit.page.locator(".starters").wait_for()
    with visit.page.expect_response("**/api/v1/conversations/c-1"):
        visit.ask("按月看")
    visit.page.wait_for_load_state("networkidle")
    expect(visit.page.locator("wd-turn")).to_have_count(1)


def test_a_chip_lists_other_readings_and_sends_the_chosen_one(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    answer.get_by_role("button", name=re.compile("本季度至今 10月1日–11月21日")).click()
    visit.page.get_by_role("menuitem", name="上季度").click()
    expect(visit.page.locator("wd-answer")).to_have_count(2)
    assert visit.asked == [REGIONS, "换成上季度"]


def test_a_chip_is_worked_with_the_keyboard_alone(visit: Visit) -> None:
    chip = visit.ask(REGIONS).get_by_role("button", name=re.compile("^销售额"))
    chip.focus()
    chip.press("Enter")
    expect(visit.page.get_by_role("menuitem", name="净销售额")).to_be_focused()
    visit.page.keyboard.press("ArrowDown")
    expect(visit.page.get_by_role("menuitem", name="订单数")).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("menu")).to_have_count(0)
    expect(chip).to_be_focused()


def test_only_the_newest_answer_can_be_changed(visit: Visit) -> None:
    first = visit.ask(REGIONS)
    expect(first.locator("button.chip")).to_have_count(4)
    visit.ask("x")
    expect(first.locator("button.chip")).to_have_count(0)
    expect(first.locator(".chip")).to_have_count(5)


def test_an_assumed_chip_stands_out(visit: Visit) -> None:
    answer = visit.ask("轻禾电子还欠多少钱")
    expect(answer.locator(".chip.assumed")).to_have_text("青禾电子（苏州）")
    answer.get_by_role("button", name="不是这家").click()
    visit.page.get_by_role("menuitem", name="轻合电子").click()
    expect(visit.page.locator("wd-answer")).to_have_count(2)
    assert visit.asked[-1] == "轻合电子还欠多少钱"


def test_a_next_question_is_asked_with_a_tap(visit: Visit) -> None:
    visit.ask(REGIONS).get_by_role("button", name="看 1,284 单明细").click()
    expect(visit.page.locator("wd-answer")).to_have_count(2)
    assert visit.asked[-1] == "本季度订单明细"


def test_a_clarification_is_answered_with_a_tap(visit: Visit) -> None:
    answer = visit.ask("云岭上个月买了多少")
    expect(answer.locator(".say")).to_have_text("「云岭」有两家，是哪一家？")
    answer.get_by_role("button", name="云岭医疗").click()
    expect(visit.page.locator("wd-answer")).to_have_count(2)
    assert visit.asked[-1] == "云岭医疗上个月买了多少"


def test_what_is_not_understood_is_said_with_close_questions(visit: Visit) -> None:
    answer = visit.ask("margin on T30 last quarter")
    expect(answer.locator(".say")).to_contain_text('I have no data on "margin"')
    expect(answer.locator(".acts button")).to_have_count(2)
    expect(answer.locator(".foot")).to_have_count(0)
    assert visit.page.locator("article").get_attribute("lang") == "en"


def test_a_failure_says_what_failed_and_is_tried_again(visit: Visit) -> None:
    visit.interface.fails_once = True
    visit.composer.fill(REGIONS)
    visit.composer.press("Enter")
    alert = visit.page.get_by_role("alert")
    expect(alert).to_have_text("没查成：订单库没有响应。你的问题还在。")
    expect(visit.page.locator("article code")).to_have_text("E-4F21")
    visit.page.get_by_role("button", name="再试一次").click()
    expect(visit.page.locator("wd-answer .fig")).to_contain_text("¥3,403.3万")
    expect(alert).to_have_count(0)
    assert visit.asked == [REGIONS, REGIONS]


def test_a_stream_that_breaks_off_shows_no_half_answer(visit: Visit) -> None:
    visit.interface.breaks = True
    visit.composer.fill(REGIONS)
    visit.composer.press("Enter")
    expect(visit.page.get_by_role("alert")).to_contain_text("回答没有传完")
    expect(visit.page.locator("wd-answer")).to_have_count(0)


def test_without_streaming_the_plain_way_is_asked(visit: Visit) -> None:
    visit.interface.streams = False
    expect(visit.ask(REGIONS).locator(".fig")).to_contain_text("¥3,403.3万")
    assert visit.asked == [REGIONS]


def test_while_it_waits_the_page_shows_how_it_read_the_question(visit: Visit) -> None:
    visit.interface.waits_s = 1.2
    visit.composer.fill(REGIONS)
    visit.composer.press("Enter")
    waiting = visit.page.locator("article[aria-busy=true]")
    expect(waiting.get_by_role("status")).to_contain_text("在查…")
    expect(waiting.locator(".chip").nth(1)).to_have_text("本季度至今 10月1日–11月21日")
    expect(waiting.locator(".fig")).to_have_count(0)
    expect(visit.page.locator("wd-answer .fig")).to_contain_text("¥3,403.3万")
    expect(waiting).to_have_count(0)


def test_a_tap_while_a_question_is_asked_is_not_lost_in_silence(visit: Visit) -> None:
    answer = visit.ask(REGIONS)
    visit.interface.waits_s = 1
    visit.composer.fill("x")
    visit.composer.press("Enter")
    answer.get_by_role("button", name="按月看").click()
    said = visit.page.locator(".composer .said")
    expect(said).to_have_text("上一个问题还在查。")
    expect(visit.page.locator("wd-answer")).to_have_count(2)
    expect(said).to_be_hidden()
    assert visit.asked == [REGIONS, "x"]


def test_a_question_that_takes_long_can_be_cancelled(
    visiting: Visiting, interface: Interface
) -> None:
    interface.waits_s = 2
    visit = visiting()
    visit.page.clock.install()
    visit.enter()
    visit.composer.fill(REGIONS)
    visit.composer.press("Enter")
    expect(visit.page.locator(".me")).to_have_text(REGIONS)
    visit.page.clock.fast_forward(8_100)
    expect(visit.page.locator(".wait")).to_contain_text("还在查，比平时久")
    visit.page.get_by_role("button", name="取消").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("已取消。你的问题还在。")
    expect(visit.page.get_by_role("button", name="再试一次")).to_be_visible()


def test_without_a_network_the_question_stays_in_the_box(visit: Visit) -> None:
    visit.ask(REGIONS)
    visit.page.context.set_offline(True)
    visit.composer.fill("按月看")
    visit.composer.press("Enter")
    expect(visit.page.locator(".composer .said")).to_contain_text("没有发送")
    expect(visit.composer).to_have_value("按月看")
    visit.page.context.set_offline(False)
    visit.composer.press("Enter")
    expect(visit.page.locator("wd-answer")).to_have_count(2)


def test_answers_are_articles_in_a_polite_log(visit: Visit) -> None:
    visit.ask(REGIONS)
    log = visit.page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    expect(log.get_by_role("article")).to_have_count(1)
    expect(log.locator("[aria-busy=true]")).to_have_count(0)
