"""For admins: an answer is verified in its receipt; what was verified is listed."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import SIZES, Visit, Visiting
from tests.browser.page_server import Interface, reply_to
from tests.browser.test_access import serious_findings, stands_within

MARKUP = '<img src=x onerror="window.__xss=12">'
ADMIN = "sessionStorage.setItem('wendan.token', 'token-u09')"
QUESTION = "本季度华东斩获如何"


def verified(pattern: str, *reasons: str) -> dict[str, object]:
    return {
        "verified_id": f"v{len(pattern)}",
        "pattern": pattern,
        "answered_with": ["销售额"],
        "user_id": "u09",
        "verified_at": "2026-11-20 09:00",
        "holds": not reasons,
        "reasons": list(reasons),
        "confirmable": True,
    }


def entered(visit: Visit) -> Visit:
    visit.page.add_init_script(ADMIN)
    visit.page.goto(visit.url)
    visit.page.locator(".starters").wait_for()
    return visit


def listed(visit: Visit) -> Locator:
    """Opens the list as an admin, and gives it."""
    entered(visit)
    if not visit.page.locator("wd-rail").is_visible():
        visit.page.get_by_role("button", name="更多").click()
    visit.page.get_by_role("button", name="核实过的问法").click()
    return visit.page.locator("wd-verified")


def receipt(visit: Visit) -> Locator:
    visit.ask(QUESTION)
    visit.page.get_by_role("button", name="凭据").last.click()
    return visit.page.locator("wd-receipt")


def test_an_admin_verifies_an_answer_in_its_receipt(visiting: Visiting) -> None:
    visit = entered(visiting())
    found = receipt(visit)
    found.get_by_role("button", name="核实").click()
    status = found.locator(".verified")
    expect(status).to_have_text("已核实：〈区域〉〈期间〉斩获如何")
    turn = reply_to(QUESTION)["turn_id"]
    assert visit.interface.verifying == [f"turns/{turn}/verify"]
    expect(found.get_by_role("button", name="核实")).to_have_count(0)


def test_nobody_else_is_offered_to(visit: Visit) -> None:
    found = receipt(visit)
    expect(found.locator("wd-dispute")).to_be_visible()
    expect(found.get_by_role("button", name="核实")).to_have_count(0)


def test_a_refusal_says_why(visiting: Visiting) -> None:
    visit = entered(visiting())
    found = receipt(visit)
    visit.interface.refusal = f"这句话接着上一句问的 {MARKUP}"
    found.get_by_role("button", name="核实").click()
    expect(found.get_by_role("alert")).to_have_text(visit.interface.refusal)
    expect(found.get_by_role("button", name="核实")).to_be_visible()


def test_a_verified_answer_says_so_to_everybody(visit: Visit) -> None:
    chip = {"slot": "verified", "label": "问法", "value": "管理员核实过", "assumed": False}
    reply = {**reply_to(QUESTION), "verified": True, "reading": [chip]}
    visit.interface.kept[QUESTION] = reply
    found = receipt(visit)
    expect(found.locator(".verified")).to_have_text("管理员核实过这样问、这样算。")
    expect(visit.page.locator(".read .chip").last).to_have_text("管理员核实过")


def test_what_is_set_aside_is_confirmed_or_removed(visiting: Visiting) -> None:
    visit = visiting()
    visit.interface.verified = [verified("〈city〉〈period〉斩获如何", "销售额的口径改了")]
    one = listed(visit).locator(".miss")
    expect(one.get_by_role("heading")).to_have_text("〈城市〉〈期间〉斩获如何")
    expect(one.locator(".set-aside")).to_have_text("暂停使用：销售额的口径改了")
    one.get_by_role("button", name="仍然正确").click()
    expect(one.locator(".set-aside")).to_have_count(0)
    one.get_by_role("button", name="删除").click()
    expect(visit.page.locator(".misses-none")).to_be_visible()
    assert visit.interface.verifying == ["verified/v18/confirm", "verified/v18"]


def test_markup_in_a_question_is_shown_as_text(visiting: Visiting) -> None:
    visit = visiting()
    visit.interface.verified = [verified(MARKUP)]
    expect(listed(visit).get_by_role("heading", level=2)).to_have_text(MARKUP)
    assert visit.page.evaluate("window.__xss") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_the_list_is_accessible_and_fits(
    visiting: Visiting, interface: Interface, size: str, theme: str
) -> None:
    interface.verified = [
        verified("〈city〉〈period〉斩获如何", "销售额的口径改了"),
        verified("top 5 customers by takings 〈period〉"),
    ]
    visit = visiting(size, theme)
    expect(listed(visit).locator(".miss")).to_have_count(2)
    assert serious_findings(visit.page) == []
    assert stands_within(visit.page)
