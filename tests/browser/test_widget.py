"""The widget in a page of another site, which has a strict Content-Security-Policy of its own."""

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Request, expect

from tests.browser.conftest import Contexts
from tests.browser.page_server import Interface, Site
from tests.browser.test_access import serious_findings
from tests.browser.test_actions import fill_in

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Portal</title>
<script src="/portal.js"></script><script src="{site}/widget.js" {data} defer></script></head>
<body><main><h1>Portal</h1></main></body></html>"""
PORTAL = """
window.wanted = 0;
document.addEventListener('wendan-token', (event) => {
  event.preventDefault();
  event.detail.give(window.given?.[window.wanted] ?? 'token-u01');
  window.wanted += 1;
});"""
POLICY = (
    "default-src 'none'; script-src 'self' {site}; frame-src {site}; connect-src 'self'; "
    "style-src 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)


@dataclass
class Portal:
    """A site of somebody else; what it puts into its pages, and what it was asked for."""

    site: str
    url: str = ""
    language: str = "zh-CN"
    data: str = ""
    tokens: list[str] = field(default_factory=list)


class Pages(BaseHTTPRequestHandler):
    """The pages of the portal."""

    portal: Portal

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Stays quiet."""

    def do_GET(self) -> None:
        portal, kind, body = self.portal, "text/html", ""
        if self.path == "/portal.js":
            kind, body = "text/javascript", PORTAL
        elif self.path == "/token":
            kind, body = "text/plain", portal.tokens.pop(0)
        elif self.path == "/":
            body = PAGE.format(site=portal.site, data=portal.data, language=portal.language)
        self.send_response(200)
        self.send_header("content-type", f"{kind}; charset=utf-8")
        self.send_header("content-security-policy", POLICY.format(site=portal.site))
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.fixture
def portal(site: Site, interface: Interface) -> Generator[Portal]:
    portal = Portal(site.url)
    handler = type("PortalPages", (Pages,), {"portal": portal})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    interface.hosts = portal.url
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield portal
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass(frozen=True)
class Opened:
    """The portal's page with the widget open."""

    page: Page

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("wendan-widget iframe")

    @property
    def composer(self) -> Locator:
        return self.frame.locator("textarea")

    def ask(self, text: str) -> Locator:
        """Types a question, sends it, waits for its answer and gives it."""
        before = self.frame.locator("wd-answer").count()
        self.composer.fill(text)
        self.composer.press("Enter")
        answer = self.frame.locator("wd-answer").nth(before)
        answer.locator(".card").wait_for()
        return answer


Opening = Callable[..., Opened]


@pytest.fixture
def opening(contexts: Contexts, portal: Portal) -> Generator[Opening]:
    """Opens the portal and the widget in it; then nothing may have gone wrong or elsewhere."""
    faults: list[str] = []
    pages: list[Page] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((portal.url, portal.site, "data:")):
            faults.append(f"asked another host: {request.url}")

    def opened(size: str = "desktop", theme: str = "light", language: str = "zh-CN") -> Opened:
        page = contexts(size, theme, language).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: faults.append(f"error on the page: {error}"))
        page.on("request", watch)
        page.goto(portal.url)
        page.locator("wendan-widget button").click()
        return Opened(page)

    yield opened
    for page in pages:
        for frame in page.frames:
            faults += frame.evaluate("window.__held ?? []")
        page.close()
    assert not faults


def test_it_answers_inside_a_page_of_another_site_with_a_strict_policy(opening: Opening) -> None:
    widget = opening()
    expect(widget.composer).to_be_focused()
    answer = widget.ask("本季度各区域销售额，跟去年同期比")
    expect(answer.locator(".fig")).to_contain_text("¥3,403.3万")
    answer.locator("wd-table th").first.wait_for()
    widget.ask("今年每月销售额").locator("wd-chart svg").first.wait_for()
    answer.get_by_role("button", name="凭据").click()
    widget.frame.locator("wd-receipt").wait_for()
    widget.page.keyboard.press("Escape")
    expect(widget.frame.locator("wd-receipt")).to_have_count(0)
    widget.page.keyboard.press("Escape")
    expect(widget.page.locator("wendan-widget section")).to_be_hidden()
    expect(widget.page.locator("wendan-widget button")).to_be_focused()


def test_a_page_of_a_site_that_is_not_listed_gets_no_frame(
    opening: Opening, interface: Interface
) -> None:
    interface.hosts = ""
    widget = opening()
    expect(widget.page.locator("wendan-widget iframe")).to_have_count(1)
    for _ in range(100):
        if widget.page.frames[-1].url.startswith("chrome-error:"):
            break
        widget.page.wait_for_timeout(50)
    assert widget.page.frames[-1].url.startswith("chrome-error:")
    assert widget.composer.count() == 0


def test_hostile_text_is_shown_and_never_runs(opening: Opening) -> None:
    widget = opening()
    answer = widget.ask("hostile")
    expect(answer.locator(".say a")).to_have_count(1)
    expect(answer.locator(".say a")).to_have_attribute("href", "https://example.com")
    assert widget.frame.locator(":is(img, object, embed, style)").count() == 0
    assert [frame.evaluate("window.__xss") for frame in widget.page.frames] == [None, None]


def test_a_token_that_expired_is_renewed_by_the_page_and_the_question_goes_on(
    opening: Opening,
) -> None:
    widget = opening()
    widget.composer.wait_for()
    widget.page.evaluate("window.given = [null, 'token-u02']")
    # What the server does with a token whose time is over: it is nobody's any more.
    widget.frame.locator("wd-widget").evaluate("(one) => { one.server.token = 'token-over'; }")
    expect(widget.ask("figure").locator(".say")).to_be_visible()
    assert widget.page.evaluate("window.wanted") == 2


def test_a_page_that_gives_no_token_is_told_and_may_give_one_later(
    opening: Opening, portal: Portal
) -> None:
    portal.data, portal.tokens = 'data-token-url="/token"', ["", "token-u01"]
    widget = opening()
    expect(widget.frame.get_by_role("status")).to_contain_text("请先在页面上登录")
    widget.frame.get_by_role("button", name="再试一次").click()
    expect(widget.composer).to_be_focused()


def test_a_token_in_the_tag_is_enough(opening: Opening, portal: Portal) -> None:
    portal.data = 'data-token="token-u01" data-language="en" data-theme="dark"'
    widget = opening()
    expect(widget.frame.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    expect(widget.frame.locator("html")).to_have_attribute("data-theme", "dark")
    assert widget.page.evaluate("window.wanted") == 0


def test_the_conversation_is_there_again_after_a_reload(opening: Opening) -> None:
    widget = opening()
    widget.ask("figure")
    widget.page.reload()
    widget.page.locator("wendan-widget button").click()
    expect(widget.frame.locator("wd-answer")).to_have_count(11)


def test_it_connects_by_itself_once_the_server_is_back(opening: Opening, portal: Portal) -> None:
    widget = opening()
    widget.composer.wait_for()
    away = f"{portal.site}/api/**"
    widget.page.route(away, lambda route: route.abort())
    widget.composer.fill("figure")
    widget.composer.press("Enter")
    expect(widget.frame.get_by_role("alert")).to_contain_text("没有连上服务器")
    widget.frame.get_by_role("button", name="再试一次").wait_for()
    widget.page.reload()
    widget.page.locator("wendan-widget button").click()
    expect(widget.frame.get_by_role("status")).to_contain_text("连不上服务器")
    widget.page.unroute(away)
    expect(widget.composer).to_be_visible()


def test_a_proposal_is_filled_in_and_approved_inside_it(
    opening: Opening, interface: Interface
) -> None:
    card = opening().ask("发给她").locator("wd-action")
    fill_in(card)
    card.get_by_role("button", name="批准并发送").click()
    expect(card.locator(".action-state")).to_have_text("已批准，正在发送")
    assert [what for what, _ in interface.deciding.heard] == ["edit", "approve"]


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_it_is_accessible_and_fits(opening: Opening, size: str, theme: str) -> None:
    widget = opening(size, theme)
    widget.ask("top customers this quarter")
    box = widget.page.locator("wendan-widget section").bounding_box()
    assert box
    if size == "phone":
        assert (box["width"], box["height"]) == (390, 844)
    else:
        assert (round(box["width"]), round(box["height"])) == (400, 680)
    frame = widget.page.frames[1]
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious_findings_of(widget.page) == []


def serious_findings_of(page: Page) -> list[str]:
    """Findings in the frame; the host's page around it is not ours."""
    return serious_findings(page.frames[1])  # pyright: ignore[reportArgumentType]
