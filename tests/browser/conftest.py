"""The page in a real browser, against a small server of kept replies."""

import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.page_server import Interface, Site, served

FOLDER = Path(__file__).parent
SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
    "small phone": {"width": 320, "height": 640},
}
# What the browser itself held back, told by the page it happened on.
WATCH = """
window.__held = [];
addEventListener('securitypolicyviolation', (event) => window.__held.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# As if the person had been picked before; once only, so that leaving works.
ENTERED = """
if (!sessionStorage.getItem('entered')) {
  sessionStorage.setItem('entered', 'yes');
  sessionStorage.setItem('wendan.token', 'token-u01');
}
"""
expect.set_options(timeout=15_000)  # a limit for a page that hangs, not for a slow machine
Contexts = Callable[[str, str, str], BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Opens the loopback address, and no other, for the tests of this folder."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@dataclass(frozen=True)
class Visit:
    """The page as somebody sees it, and what its server was asked."""

    page: Page
    interface: Interface
    url: str

    def enter(self) -> None:
        """Opens the page with the token of a sales manager, as a reload of the tab would."""
        self.page.add_init_script(ENTERED)
        self.page.goto(self.url)
        self.page.locator(".starters").wait_for()

    def ask(self, text: str) -> Locator:
        """Types a question, sends it, waits for its answer and gives it."""
        answers = self.page.locator("wd-answer").count()
        self.composer.fill(text)
        self.composer.press("Enter")
        answer = self.page.locator("wd-answer").nth(answers)
        answer.locator(".say").wait_for()
        return answer

    def ask_for_action(self, text: str) -> Locator:
        """Types a request, sends it, waits for its card and gives it."""
        self.composer.fill(text)
        self.composer.press("Enter")
        card = self.page.locator("wd-action").last
        card.locator(".action-state").wait_for()
        return card

    @property
    def composer(self) -> Locator:
        return self.page.locator("wd-composer textarea")

    @property
    def asked(self) -> list[str]:
        """The questions that reached the server."""
        return [body["text"] for body in self.interface.asked]


Visiting = Callable[..., Visit]


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The installed Chromium. Without one the test is skipped; REQUIRE_BROWSER=1 fails instead."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    missing = "no Chromium on PATH: install Debian's `chromium` to run the browser tests"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)


# A module's own: while Playwright is open its event loop runs in this thread.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    """A headless Chromium that finds nothing but this machine."""
    rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", rules]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site() -> Generator[Site]:
    """The page's server; its files stay in the browser's cache from test to test."""
    with served(Interface()) as running:
        yield running


@pytest.fixture
def interface(site: Site) -> Interface:
    """How the server behaves in this test, as any server would until the test says otherwise."""
    site.interface = Interface()
    return site.interface


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Generator[Contexts]:
    """Browser windows by size, theme and language, each opened when first asked for."""
    opened: dict[tuple[str, str, str], BrowserContext] = {}

    def context(size: str, theme: str, language: str) -> BrowserContext:
        key = (size, theme, language)
        if key not in opened:
            opened[key] = browser.new_context(
                viewport=SIZES[size],
                color_scheme="dark" if theme == "dark" else "light",
                locale=language,
                has_touch=size != "desktop",
                reduced_motion="reduce",
            )
            opened[key].set_default_timeout(20_000)
            opened[key].add_init_script(WATCH)
        return opened[key]

    yield context
    for one in opened.values():
        one.close()


@pytest.fixture
def visiting(contexts: Contexts, site: Site, interface: Interface) -> Generator[Visiting]:
    """Opens the page at a size, in a theme and a language.

    When the test is over, nothing may have failed on any page, nothing may have been held back by
    the Content-Security-Policy, and nothing may have been asked of another host.
    """
    faults: list[str] = []
    visits: list[Visit] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((site.url, "data:")):
            faults.append(f"asked another host: {request.url}")

    def visit(size: str = "desktop", theme: str = "light", language: str = "zh-CN") -> Visit:
        page = contexts(size, theme, language).new_page()
        page.on("pageerror", lambda error: faults.append(f"error on the page: {error}"))
        page.on("request", watch)
        visits.append(Visit(page, interface, site.url))
        return visits[-1]

    yield visit
    for visited in visits:
        if visited.page.url.startswith(site.url):
            faults += visited.page.evaluate("localStorage.clear() ?? window.__held")
        visited.page.context.set_offline(offline=False)
        visited.page.close()
    assert not faults


@pytest.fixture
def visit(visiting: Visiting) -> Visit:
    """The page at a laptop's size, in Chinese and light, asked as a sales manager."""
    visited = visiting()
    visited.enter()
    return visited
