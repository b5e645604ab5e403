"""Today: what waits stands first, every part opens its question, and it fits a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.test_access import serious_findings, stands_within


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("small phone", "dark")])
def test_today_is_read_at_a_glance_and_each_line_opens_its_answer(
    visiting: Visiting, size: str, theme: str
) -> None:
    visit = visiting(size, theme)
    visit.enter()
    page = visit.page
    page.get_by_role("button", name="今天").locator("visible=true").click()
    today = page.locator("wd-today")
    expect(today.locator(".tile")).to_have_count(4)
    expect(today.locator(".row").first).to_contain_text("疑似重复下单")
    expect(today.locator(".badge")).to_have_text("6")
    today.locator("wd-chart svg").wait_for()
    assert serious_findings(page) == []
    assert stands_within(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "no blank screen"
    places = [today.locator(part).first.bounding_box() for part in (".row", ".tile", ".trend")]
    tops = [place["y"] for place in places if place is not None]
    assert tops == sorted(tops)
    today.locator(".row", has_text="付款比平时晚").click()
    page.locator("wd-answer .say").wait_for()
    assert visit.asked == ["先催谁"]
    expect(today).to_have_count(0)
