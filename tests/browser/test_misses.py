"""For admins: what was not understood is listed, a word is taught, the question asked again."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import SIZES, Visit, Visiting
from tests.browser.page_server import Interface
from tests.browser.test_access import serious_findings, stands_within

MARKUP = '<img src=x onerror="window.__xss=11">'
ADMIN = "sessionStorage.setItem('wendan.token', 'token-u09')"


def group(words: str, question: str, *, kind: str = "words", times: int = 1) -> dict[str, object]:
    example = {
        "text": question,
        "role": "rep",
        "times": times,
        "reading": {"period": "2026年Q3"},
        "askable": "〈" not in question,
    }
    return {
        "kind": kind,
        "words": words,
        "times": times,
        "roles": ["rep"],
        "first_at": "2026-11-20 09:00",
        "last_at": "2026-11-21 09:00",
        "teachable": kind == "words" and "〈" not in words,
        "examples": [example],
    }


@pytest.fixture(autouse=True)
def missed(interface: Interface) -> None:
    interface.misses = [
        group("流水", "上季度流水", times=3),
        group("提成", "〈customer〉的提成"),
        group(MARKUP, f"{MARKUP}今年销售额"),
        group("〈customer〉", "〈customer〉的提成"),
        group("definition", "上季度销售额", kind="dispute"),
    ]


def opened(visit: Visit) -> Locator:
    """Opens the list as an admin, and gives it."""
    visit.page.add_init_script(ADMIN)
    visit.page.goto(visit.url)
    visit.page.locator(".starters").wait_for()
    if not visit.page.locator("wd-rail").is_visible():
        visit.page.get_by_role("button", name="更多").click()
    visit.page.get_by_role("button", name="没听懂的").click()
    visit.page.locator(".miss").first.wait_for()
    return visit.page.locator("wd-misses")


def test_only_an_admin_sees_the_entry_in_the_rail(visit: Visit) -> None:
    expect(visit.page.locator(".who")).to_contain_text("销售经理")
    expect(visit.page.get_by_role("button", name="没听懂的")).to_have_count(0)
    opened(visit)
    expect(visit.page.get_by_role("button", name="没听懂的")).to_have_attribute(
        "aria-current", "page"
    )


def test_groups_show_their_words_their_count_and_an_example(visiting: Visiting) -> None:
    found = opened(visiting())
    first = found.locator(".miss").first
    expect(first.get_by_role("heading")).to_have_text("流水")
    expect(first.locator(".miss-count")).to_have_text("3 次 · 销售")
    expect(first.locator(".miss-example")).to_have_text("上季度流水")
    expect(found.locator(".miss-example").nth(1)).to_have_text("〈客户〉的提成")
    expect(found.get_by_role("heading", name="有异议：口径不对")).to_be_visible()
    expect(found.locator(".miss-reading")).to_have_text("按这样算：2026年Q3")
    expect(found.get_by_role("button", name="教它意思")).to_have_count(3)


def test_a_word_is_taught_and_its_question_asked_again_with_one_tap(visiting: Visiting) -> None:
    visit = visiting()
    first = opened(visit).locator(".miss").first
    first.get_by_role("button", name="教它意思").click()
    expect(first.get_by_label("说法")).to_be_focused()
    expect(first.get_by_label("说法")).to_have_value("流水")
    first.get_by_label("意思是").select_option("销售额")
    first.get_by_role("button", name="保存").click()
    expect(first.get_by_role("status")).to_have_text("「流水」就是销售额，已生效。")
    assert visit.interface.taught == [{"words": "流水", "kind": "measure", "meaning": "sales"}]
    first.get_by_role("button", name="再问一次").click()
    visit.page.locator("wd-answer .say").wait_for()
    assert visit.asked == ["上季度流水"]
    expect(visit.page.locator("wd-misses")).to_have_count(0)
    expect(visit.composer).to_be_visible()


LESSONS = [
    ("维度", {"意思是": "区域"}, {"kind": "dimension", "meaning": "region"}),
    ("客户", {"编号或全名": "C0012"}, {"kind": "customer", "meaning": "C0012"}),
    ("产品", {"编号或全名": "P01"}, {"kind": "product", "meaning": "P01"}),
    ("取值", {"维度": "区域", "取值": "华东"}, {"kind": "value", "meaning": "region=华东"}),
]


@pytest.mark.parametrize(("kind", "fields", "sent"), LESSONS)
def test_each_kind_asks_for_what_it_needs(
    visiting: Visiting, kind: str, fields: dict[str, str], sent: dict[str, str]
) -> None:
    visit = visiting()
    first = opened(visit).locator(".miss").first
    first.get_by_role("button", name="教它意思").click()
    first.get_by_label("是一个").select_option(kind)
    for label, value in fields.items():
        one = first.get_by_label(label, exact=True)
        if one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(value)
        else:
            one.fill(value)
    first.get_by_label("说法").fill("流水账")
    first.get_by_role("button", name="保存").click()
    first.get_by_role("status").wait_for()
    assert visit.interface.taught == [{"words": "流水账", **sent}]


def test_a_refused_lesson_says_why_and_keeps_what_was_typed(visiting: Visiting) -> None:
    visit = visiting()
    visit.interface.refusal = f"「流水」已经有意思了 {MARKUP}"
    first = opened(visit).locator(".miss").first
    first.get_by_role("button", name="教它意思").click()
    first.get_by_label("说法").fill("大流水")
    first.get_by_role("button", name="保存").click()
    expect(first.get_by_role("alert")).to_have_text(visit.interface.refusal)
    expect(first.get_by_label("说法")).to_have_value("大流水")


def test_a_lesson_is_undone(visiting: Visiting) -> None:
    visit = visiting()
    first = opened(visit).locator(".miss").first
    first.get_by_role("button", name="教它意思").click()
    first.get_by_role("button", name="保存").click()
    first.get_by_role("button", name="撤销").click()
    expect(first.get_by_role("button", name="教它意思")).to_be_visible()
    assert visit.interface.forgotten == ["流水"]


def test_what_is_ignored_leaves_the_list(visiting: Visiting) -> None:
    visit = visiting()
    found = opened(visit)
    found.locator(".miss").last.get_by_role("button", name="不用管").click()
    expect(found.locator(".miss")).to_have_count(4)
    sent = {"words": "definition", "kind": "ignore", "of": "dispute"}
    assert visit.interface.taught == [sent]


def test_a_question_with_something_taken_out_is_not_asked_again(visiting: Visiting) -> None:
    second = opened(visiting()).locator(".miss").nth(1)
    second.get_by_role("button", name="教它意思").click()
    second.get_by_role("button", name="保存").click()
    second.get_by_role("status").wait_for()
    expect(second.get_by_role("button", name="再问一次")).to_have_count(0)


def test_markup_in_words_and_questions_is_shown_as_text(visiting: Visiting) -> None:
    visit = visiting()
    third = opened(visit).locator(".miss").nth(2)
    expect(third.get_by_role("heading")).to_have_text(MARKUP)
    third.get_by_role("button", name="教它意思").click()
    expect(third.get_by_label("说法")).to_have_value(MARKUP)
    assert visit.page.evaluate("window.__xss") is None
    assert visit.page.locator("wd-misses :is(img, script)").count() == 0


def test_with_nothing_missed_the_page_says_so(visiting: Visiting, interface: Interface) -> None:
    interface.misses = []
    visit = visiting()
    visit.page.add_init_script(ADMIN)
    visit.page.goto(visit.url)
    visit.page.get_by_role("button", name="没听懂的").click()
    expect(visit.page.locator(".misses-none")).to_have_text("没有。问的都听懂了。")


def test_the_language_changes_with_the_page(visiting: Visiting) -> None:
    visit = visiting()
    found = opened(visit)
    visit.page.get_by_role("button", name="English").click()
    expect(found.get_by_role("heading", name="Not understood")).to_be_visible()
    found.get_by_role("button", name="Teach it").first.click()
    expect(found.get_by_label("Means").locator("option").first).to_have_text("sales")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_the_list_is_accessible_and_fits(visiting: Visiting, size: str, theme: str) -> None:
    visit = visiting(size, theme)
    found = opened(visit)
    found.get_by_role("button", name="教它意思").first.click()
    expect(found.get_by_label("说法")).to_be_focused()
    assert serious_findings(visit.page) == []
    assert stands_within(visit.page)


def test_on_a_phone_the_menu_opens_from_the_list_too(visiting: Visiting) -> None:
    visit = visiting("phone")
    more = opened(visit).get_by_role("button", name="更多")
    more.click()
    expect(visit.page.get_by_role("dialog", name="更多")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(more).to_be_focused()
