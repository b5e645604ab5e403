"""The page in front of the real server: pick somebody, ask, follow up, open the receipt."""

import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.demo import TODAY
from tests.functional.running import Wendan


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the browser complains about on the page: errors, blocked resources."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found


@pytest.fixture(scope="module")
def demo(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address of a server of `wendan demo`."""
    home = tmp_path_factory.mktemp("page") / "home"
    shutil.copytree(demo_home, home)
    with Wendan(home, {"TODAY": TODAY.isoformat()}).serving(command="demo") as address:
        yield address


def somebody(page: Page) -> Locator:
    """The second person that one may ask as: the manager of a team."""
    return page.get_by_role("button").filter(has_text=re.compile("家客户|customers")).nth(1)


def ask(page: Page, question: str) -> None:
    """Types a question and sends it with Enter."""
    page.locator("textarea").fill(question)
    page.locator("textarea").press("Enter")


def test_a_newcomer_picks_a_person_asks_follows_up_and_opens_the_receipt(
    demo: str, page: Page, faults: list[str]
) -> None:
    page.goto(demo)
    somebody(page).click()
    ask(page, "上季度销售额")
    first = page.get_by_role("article").last
    expect(first).to_contain_text("¥")
    expect(first).to_contain_text("2026年Q3")
    ask(page, "按月看")
    second = page.get_by_role("article").last
    expect(second).to_contain_text("最高")
    second.get_by_role("button", name="凭据").or_(
        second.get_by_role("button", name="Receipt")
    ).first.click()
    expect(page.get_by_text("已确认、已发货、已完成订单的行金额之和").first).to_be_visible()
    assert faults == []


def test_what_is_not_understood_is_said_and_nothing_is_guessed(
    demo: str, page: Page, faults: list[str]
) -> None:
    page.goto(demo)
    somebody(page).click()
    ask(page, "上季度毛利率是多少")
    expect(page.get_by_role("article").last).to_contain_text("毛利率")
    assert faults == []
