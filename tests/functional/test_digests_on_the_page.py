"""Digests on the page, in front of the real server: unread, opened, marked; paused in the list."""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.settings import Settings
from tests.browser.test_access import serious_findings, stands_within
from tests.demo import TODAY
from tests.functional.serving import desk_of, running, token_for

MANAGER = "U02"
PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 800}


def test_a_digest_is_unread_opened_and_marked_and_its_schedule_is_paused(
    own_demo_engine: Engine, page: Page
) -> None:
    settings = Settings(today=TODAY, home=Path(tempfile.gettempdir()))
    desk = desk_of(own_demo_engine, settings.clock())
    app = create_app(settings, desk, engine=own_demo_engine, version="0")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    token = token_for(own_demo_engine, MANAGER)
    with running(app) as address:
        page.add_init_script(f"sessionStorage.setItem('wendan.token', '{token}')")
        page.add_init_script("localStorage.setItem('wendan.language', 'zh')")
        page.goto(address)
        page.locator("textarea").fill("每周一9点把我组的逾期和达成率发给我")
        page.locator("textarea").press("Enter")
        page.get_by_role("button", name="确认").click()
        expect(page.get_by_role("article").last).to_contain_text("好了：每周一 09:00")

        page.get_by_role("button", name="定时推送").click()
        pause(page)
        send(page, address, token)
        page.reload()
        unread = page.locator(".unread")
        expect(unread).to_have_text("1")
        assert serious_findings(page) == []
        page.locator(".rail-list .rail-item").filter(has=unread).click()
        expect(page.locator(".sent-by")).to_contain_text("定时推送")
        expect(page.get_by_role("article").last).to_contain_text(re.compile("逾期.*达成率"))
        expect(unread).to_have_count(0)
    assert faults == []


def pause(page: Page) -> None:
    """Pauses the one schedule in the list, which everybody can read."""
    one = page.locator("wd-schedules .miss")
    expect(one).to_contain_text("下一次")
    one.get_by_role("button", name="暂停").click()
    expect(one).to_contain_text("已暂停")
    assert serious_findings(page) == []
    page.set_viewport_size(PHONE)
    assert stands_within(page)
    page.set_viewport_size(LAPTOP)


def send(page: Page, address: str, token: str) -> None:
    """Has the one schedule sent, while the page looks elsewhere."""
    headers = {"Authorization": f"Bearer {token}"}
    listed = page.request.get(f"{address}/api/v1/schedules", headers=headers).json()
    own = listed["items"][0]["schedule_id"]
    response = page.request.post(f"{address}/api/v1/schedules/{own}/run", headers=headers)
    assert response.json()["outcome"] == "sent"
