"""A proposal on the page: all that would be done, its buttons, and what became of it."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit


def test_a_message_is_filled_in_approved_once_and_the_card_says_what_became_of_it(
    visit: Visit,
) -> None:
    deciding = visit.interface.deciding
    card = visit.ask_for_action("发给她")
    state, approve = card.locator(".action-state"), card.get_by_role("button", name="批准并发送")
    expect(state).to_have_text("等你批准 · 还没有发出")
    assert "货款逾期 1 天，请安排付款" in card.locator("dd").all_inner_texts()
    expect(approve).to_be_disabled()  # a blank is still to be filled in
    expect(card).to_contain_text("先填好：付款期限")
    fill_in(card)
    ((what, body),) = deciding.heard
    assert (what, set(body["changes"]), body["hash"]) == ("edit", {"text", "to"}, "a" * 64)
    deciding.refusal = "内容已变，请重看。"
    approve.click()
    expect(card.get_by_role("alert")).to_have_text("内容已变，请重看。")
    deciding.refusal = ""
    approve.dblclick()
    expect(state).to_have_text("已批准，正在发送")
    assert [(w, b.get("hash")) for w, b in deciding.heard[1:]] == [("approve", "b" * 64)]
    deciding.become("failed", "没有发出去：收件人（550）", again=True)
    expect(state).to_have_text("没有发出去：收件人（550）")
    card.get_by_role("button", name="再发一次").click()
    deciding.become("done", "已发送")
    expect(state).to_have_text("已发送")
    expect(card.get_by_role("button")).to_have_count(0)


def fill_in(card: Locator) -> None:
    """Fills the blank in, and chooses another contact."""
    card.get_by_role("button", name="修改").click()
    text = card.get_by_role("textbox", name="正文")
    text.fill(text.input_value().replace("【付款期限】", "12月1日"))
    card.get_by_role("combobox", name="收件人").select_option("wei@ashgarth.example")
    card.get_by_role("button", name="改好了").click()
    expect(card.get_by_role("button", name="批准并发送")).to_be_enabled()


def test_an_earlier_conversation_shows_what_became_of_a_proposal(visit: Visit) -> None:
    visit.interface.deciding.become("rejected", "已放弃")
    visit.page.get_by_text("本季度各区域销售额", exact=True).first.click()
    card = visit.page.locator("wd-action")
    expect(card.locator(".action-state")).to_have_text("已放弃")
    expect(card.get_by_role("button")).to_have_count(0)
