"""A drafted message: as it would be sent, what is to be filled in, and where it is from."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_draft_is_a_letter_with_its_blanks_marked_and_its_facts_beside_it(visit: Visit) -> None:
    answer = visit.ask("写封催款邮件")
    letter, head = answer.locator(".letter"), answer.locator(".letter-head")
    expect(answer.locator(".say")).to_contain_text("还没有发出")
    expect(answer.locator(".say blockquote")).to_be_hidden()
    expect(head).to_contain_text("邮件 · Ashgarth Energy (Beijing) Co., Ltd.")
    expect(letter.locator(".letter-subject")).to_have_text("货款逾期 1 天，请安排付款")
    expect(letter.locator("mark")).to_have_text("【付款期限】")
    names, texts = (letter.locator(part).all_inner_texts() for part in ("dt", "dd"))
    assert dict(zip(names, texts, strict=True))["逾期金额"] == "¥9,246.25"
    said = " ".join(letter.locator(".letter-text, .letter-subject").all_inner_texts())
    assert all(text in said for text in texts)


def test_a_draft_is_copied_with_its_subject(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    letter = visit.ask("写封催款邮件").locator(".letter")
    letter.get_by_role("button", name="复制").click()
    expect(letter.get_by_role("status")).to_have_text("已复制")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("货款逾期 1 天，请安排付款\n\nDaniel Calloway，您好：")
