"""Functional tests: real processes, real servers, a real browser; loopback only."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.functional.running import Wendan

FOLDER = Path(__file__).parent
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
TODAY = "2026-11-21"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Opens the loopback addresses, and no others, for the tests of this folder."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture
def wendan(tmp_path: Path) -> Wendan:
    """An installation whose home is empty, on 2026-11-21."""
    home = tmp_path / "home"
    home.mkdir()
    return Wendan(home, {"TODAY": TODAY})


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The installed Chromium. Without one the test is skipped, or fails under REQUIRE_BROWSER=1."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    missing = "no Chromium on PATH: install Debian's `chromium` to run the browser tests"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)


# Not wider: Playwright keeps an event loop running in this thread while it is open, and an async
# test of another file would find it there.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    """A headless Chromium that finds nothing but this machine."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    """A page of its own, without cookies or storage, at a laptop's size."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
