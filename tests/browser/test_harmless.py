"""Names, texts and charts of an unknown author do nothing on the page.

Every test of this folder also checks that nothing was asked of another host and that the
Content-Security-Policy had nothing to hold back.
"""

import json

from playwright.sync_api import expect

from assistant.markup import escaped, visible
from tests.browser.conftest import FOLDER, Visit
from tests.browser.page_server import reply_to
from tests.security.injections import INJECTIONS

MARKUP = '<img src=x onerror="window.__xss=11">'


def test_markup_in_a_reply_is_shown_as_text_and_never_runs(visit: Visit) -> None:
    answer = visit.ask("hostile")
    answer.get_by_role("button", name="凭据").click()
    visit.page.locator("wd-receipt pre").wait_for()
    answer.locator("wd-chart").wait_for()
    answer.locator("button.chip").click()
    expect(visit.page.get_by_role("menuitem")).to_have_text(MARKUP)
    expect(answer.locator("th", has_text=MARKUP).first).to_be_visible()
    expect(answer.locator(".delta").first).to_contain_text(MARKUP)
    assert visit.page.evaluate("window.__xss") is None
    hosts = "wd-app :is(img, script, iframe, object, embed, style, input:not([name=note]))"
    assert visit.page.locator(hosts).count() == 0
    handlers = "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())"
    assert not [name for name in visit.page.evaluate(handlers) if name.startswith("on")]


def test_hostile_names_are_shown_as_they_are_written(visit: Visit) -> None:
    names = [name for name in INJECTIONS if len(name) < 24 and visible(name) == name.strip()]
    reply = reply_to("top customers this quarter")
    reply["text"] = "\n\n".join(f"{escaped(name, 'markdown')} **¥1**" for name in names)
    visit.interface.kept["names"] = reply
    said = visit.ask("names").locator(".say")
    expect(said.locator("p")).to_have_count(len(names))
    shown = said.locator("p").all_text_contents()
    assert [one.strip("\u2068\u2069") for one in shown] == [
        f"{escaped(name, 'plain')} ¥1".strip("\u2068\u2069") for name in names
    ]
    assert said.locator("strong").count() == len(names)
    assert said.locator(":is(a, em, del, code, ul, ol, h1, blockquote, table, hr)").count() == 0
    assert visit.page.evaluate("window.__xss") is None


def test_marks_that_are_not_seen_turn_no_name_in_a_table(visit: Visit) -> None:
    reply = json.dumps(reply_to("top customers this quarter"))
    unseen = json.loads(reply.replace("Northgate Foods", r"甲\u202e乙\u200b丙\ndef"))
    visit.interface.kept["unseen"] = {**unseen, "chart": None}
    row = visit.ask("unseen").locator("tbody tr").first
    expect(row).to_contain_text("甲乙丙 def")


def test_only_web_links_survive_and_they_open_apart(visit: Visit) -> None:
    links = visit.ask("hostile").locator("a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.com")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(links).to_have_attribute("target", "_blank")


def test_a_question_is_shown_as_it_was_written(visit: Visit) -> None:
    visit.ask(MARKUP)
    expect(visit.page.locator(".me")).to_have_text(MARKUP)
    visit.composer.press("ArrowUp")
    expect(visit.composer).to_have_value(MARKUP)
    assert visit.page.evaluate("window.__xss") is None


def test_a_chart_that_wants_foreign_data_draws_without_it(visit: Visit) -> None:
    answer = visit.ask("hostile")
    answer.locator("wd-chart :is(svg, .plot-fault)").first.wait_for()
    assert answer.locator("wd-chart a").count() == 0


def test_the_page_names_no_host_but_its_own() -> None:
    static = FOLDER.parents[1] / "assistant" / "web" / "static"
    for path in [static / "index.html", *static.glob("css/*"), *static.glob("js/*")]:
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text, path
        assert "https://" not in text, path
