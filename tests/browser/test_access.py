"""Everybody can use it: contrast, names, keyboard, small screens, in both themes."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FOLDER, SIZES, Visit, Visiting

AXE = (FOLDER / "axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}).then(({violations}) => violations
  .filter(({impact}) => impact === 'serious' || impact === 'critical')
  .map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 160)).slice(0, 3)}`))"""
WIDER = """() => [...document.querySelectorAll('body, body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.rows, pre'))
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 3)"""


def serious_findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


def stands_within(page: Page) -> bool:
    page.evaluate("scrollTo(9999, 0)")
    inside = page.evaluate("scrollX === 0 && document.documentElement.scrollWidth <= innerWidth")
    wider = page.evaluate(WIDER)
    assert not wider, json.dumps(wider)
    return bool(inside)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_screen_is_accessible_and_fits(visiting: Visiting, size: str, theme: str) -> None:
    visit = visiting(size, theme)
    page = visit.page
    page.goto(visit.url)
    page.get_by_role("button", name="经理甲").wait_for()
    assert serious_findings(page) == []
    assert stands_within(page)
    visit.enter()
    page.evaluate("sessionStorage.setItem('wendan.conversation', 'c-10')")
    page.reload()
    expect(page.locator("wd-answer")).to_have_count(11)
    page.locator("wd-chart svg").first.wait_for()
    assert stands_within(page)
    page.locator("wd-answer").first.get_by_role("button", name="凭据").click()
    page.locator("wd-receipt").wait_for()
    assert serious_findings(page) == []
    assert stands_within(page)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_targets_are_large_enough(visiting: Visiting, size: str) -> None:
    visit = visiting(size)
    visit.enter()
    visit.ask("本季度订单明细")
    small = visit.page.evaluate(
        """() => [...document.querySelectorAll('button')]
          .filter((one) => one.checkVisibility())
          .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 100)])
          .filter(([box]) => Math.min(box.width, box.height) < 23.5).map(([, html]) => html)"""
    )
    assert small == []


def test_the_page_is_walked_in_reading_order_with_the_keyboard(visit: Visit) -> None:
    visit.ask("本季度各区域销售额，跟去年同期比")
    visit.page.locator("wd-rail .rail-item").first.focus()
    seen: list[str] = []
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        seen.append(visit.page.evaluate("document.activeElement.innerText.trim().slice(0, 6)"))
    order = ["换个人问", "销售额", "区域", "凭据", "华南为什么降"]
    places = [seen.index(name) for name in order]
    assert places == sorted(places)


def test_the_focus_is_ringed_in_the_accent(visit: Visit) -> None:
    visit.page.keyboard.press("Tab")
    focused = visit.page.locator(":focus-visible")
    expect(focused).to_have_css("outline", "rgb(29, 91, 184) solid 2px")
    expect(focused).to_have_css("outline-offset", "2px")


def test_the_phone_menu_holds_the_rail_and_gives_the_focus_back(visiting: Visiting) -> None:
    visit = visiting("phone")
    visit.enter()
    more = visit.page.get_by_role("button", name="更多")
    more.click()
    rail = visit.page.get_by_role("dialog", name="更多")
    expect(rail.get_by_role("button", name="新对话")).to_be_focused()
    expect(rail).to_contain_text("经理甲 · 销售经理")
    assert serious_findings(visit.page) == []
    visit.page.keyboard.press("Escape")
    expect(more).to_be_focused()


def test_nothing_moves_for_those_who_want_no_motion(visit: Visit) -> None:
    expect(visit.page.locator(".starters button").first).to_have_css("transition-duration", "0s")
