"""Who asks: the demo's people, a token, switching and leaving; theme and language."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit, Visiting
from tests.browser.page_server import Interface


def test_the_demo_shows_its_people_by_team_with_role_and_customers(visiting: Visiting) -> None:
    visit = visiting()
    visit.page.goto(visit.url)
    teams = visit.page.locator(".team")
    expect(teams.locator("h2")).to_have_text(["销售一部", "海外部", "公司"])
    expect(teams.first.get_by_role("button")).to_have_count(3)
    person = teams.first.get_by_role("button").first
    expect(person).to_have_text(re.compile(r"经理甲\s*销售经理\s*214 家客户"))


def test_picking_a_person_asks_as_them(visiting: Visiting) -> None:
    visit = visiting()
    visit.page.goto(visit.url)
    visit.page.get_by_role("button", name="经理甲").click()
    expect(visit.page.get_by_role("heading", name="想知道什么？")).to_be_visible()
    expect(visit.page.locator(".starters button")).to_have_count(3)


def test_the_foot_of_the_rail_tells_who_asks_and_what_they_see(visit: Visit) -> None:
    who = visit.page.locator(".who")
    expect(who).to_contain_text("经理甲 · 销售经理")
    expect(who).to_contain_text("本组负责的 214 家")


def test_switching_the_person_starts_anew(visit: Visit) -> None:
    visit.ask("x")
    visit.page.get_by_role("button", name="换个人问").click()
    visit.page.get_by_role("button", name="Rep D").click()
    expect(visit.page.locator(".who")).to_contain_text("44 家")
    expect(visit.page.locator("wd-answer")).to_have_count(0)
    visit.ask("y")
    assert "conversation_id" not in visit.interface.asked[-1]


def test_without_a_demo_a_token_is_pasted_and_stays_in_the_tab(
    visiting: Visiting, interface: Interface
) -> None:
    interface.demo = False
    visit = visiting()
    visit.page.goto(visit.url)
    field = visit.page.get_by_label("访问令牌")
    field.fill("no-token")
    field.press("Enter")
    expect(visit.page.get_by_role("alert")).to_have_text("这个令牌不能用。")
    field.fill("token-u08")
    visit.page.get_by_role("button", name="进入").click()
    expect(visit.page.locator(".who")).to_contain_text("财务甲 · 财务")
    assert visit.page.evaluate("sessionStorage.getItem('wendan.token')") == "token-u08"
    assert "token-u08" not in visit.page.evaluate("JSON.stringify({...localStorage})")
    visit.page.reload()
    expect(visit.page.locator(".who")).to_contain_text("财务甲 · 财务")
    visit.page.get_by_role("button", name="退出").click()
    expect(field).to_be_visible()
    assert visit.page.evaluate("sessionStorage.getItem('wendan.token')") is None


def test_an_expired_login_leads_back_to_the_first_screen(visit: Visit) -> None:
    visit.interface.expires = True
    visit.composer.fill("x")
    visit.composer.press("Enter")
    expect(visit.page.get_by_role("alert")).to_have_text("登录已过期，请重新进入。")
    expect(visit.page.locator(".person").first).to_be_visible()


def test_the_language_is_the_browsers_until_it_is_switched(visiting: Visiting) -> None:
    visit = visiting(language="en-GB")
    visit.enter()
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    expect(visit.page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    expect(visit.page.locator(".who")).to_contain_text("Sales manager")
    visit.page.get_by_role("button", name="中文").click()
    expect(visit.page.get_by_role("heading", name="想知道什么？")).to_be_visible()
    expect(visit.page.locator(".starters button").first).to_contain_text("本季度各区域销售额")
    visit.page.reload()
    expect(visit.page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_an_answer_keeps_its_own_language(visit: Visit) -> None:
    answer = visit.ask("top customers this quarter")
    expect(visit.page.locator("article")).to_have_attribute("lang", "en")
    expect(answer.locator(".foot")).to_contain_text("Figures checked")
    expect(answer.locator(".read > span").first).to_have_text("Read as")
    expect(visit.composer).to_have_attribute("placeholder", "问订单、客户、回款……")


def test_the_theme_is_the_systems_until_it_is_switched(visiting: Visiting) -> None:
    visit = visiting(theme="dark")
    visit.enter()
    html = visit.page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    visit.page.get_by_role("button", name="浅色").click()
    expect(html).to_have_attribute("data-theme", "light")
    visit.page.reload()
    expect(html).to_have_attribute("data-theme", "light")
