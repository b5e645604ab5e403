"""Speaking on the page and in the widget, in a real browser whose microphone plays a tone."""

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect
from sqlalchemy.engine import Engine

from assistant.settings import Settings
from assistant.voice import sound_of
from tests.demo import TODAY
from tests.functional.recogniser_server import Ear, recogniser_server
from tests.functional.serving import served, token_for
from tests.recordings import wav

MANAGER = "U01"
ENTERED = "sessionStorage.setItem('wendan.token', '{token}')"


@pytest.fixture(scope="module")
def browser(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser]:
    """A Chromium that hears a tone, and asks nobody whether it may."""
    from playwright.sync_api import sync_playwright

    tone = tmp_path_factory.mktemp("voice") / "tone.wav"
    tone.write_bytes(wav(3.0, 48_000))
    flags = (
        "--no-sandbox",
        "--disable-gpu",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={tone}",
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(flags))
        yield launched
        launched.close()


@pytest.fixture
def ear() -> Generator[Ear]:
    with recogniser_server() as found:
        yield found


@pytest.fixture
def site(own_demo_engine: Engine, ear: Ear) -> Generator[str]:
    """A service that hears, whose widget any page of `portal` may hold."""
    with served(own_demo_engine, settings=_settings(ear)) as client:
        yield str(client.base_url)


def _settings(ear: Ear, **more: object) -> Settings:
    asr = {"asr": "openai", "asr_base_url": ear.base_url, "asr_model": "whisper-1"}
    return Settings.model_validate({"today": TODAY, **asr, **more})


@pytest.fixture
def context(browser: Browser) -> Generator[BrowserContext]:
    found = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="zh-CN", permissions=["microphone"]
    )
    found.set_default_timeout(20_000)
    yield found
    found.close()


def _speak(lane: Page | FrameLocator, seconds: float = 0.8) -> None:
    """Taps the microphone, lets it listen, and taps that all is said."""
    lane.get_by_role("button", name="说出问题").click()
    lane.get_by_text("正在听").wait_for()
    threading.Event().wait(seconds)
    lane.get_by_role("button", name="说完了，提问").click()


def _entered(context: BrowserContext, engine: Engine, site: str) -> Page:
    page = context.new_page()
    page.add_init_script(ENTERED.format(token=token_for(engine, MANAGER)))
    page.goto(site)
    page.locator(".starters").wait_for()
    return page


def test_a_question_is_spoken_heard_answered_and_corrected(
    context: BrowserContext, own_demo_engine: Engine, site: str, ear: Ear
) -> None:
    page = _entered(context, own_demo_engine, site)
    ear.answer = "上季度销售额是多少"
    _speak(page)
    expect(page.locator(".me")).to_have_text("上季度销售额是多少")
    page.locator("wd-answer .say").wait_for()
    assert sound_of(ear.files[0]).seconds > 0.4
    page.get_by_role("button", name="听错了，改一下").click()
    box = page.locator("wd-composer textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value("上季度销售额是多少")
    box.fill("上季度订单数是多少")
    box.press("Enter")
    expect(page.locator("wd-answer .say")).to_have_count(2)
    ear.answer = "那华东呢"
    _speak(page)
    expect(page.locator("wd-answer .say")).to_have_count(3)
    assert len(ear.files) == 2


def test_a_recording_can_be_dropped_and_a_failed_one_tried_again(
    context: BrowserContext, own_demo_engine: Engine, site: str, ear: Ear
) -> None:
    page = _entered(context, own_demo_engine, site)
    page.get_by_role("button", name="说出问题").click()
    page.get_by_text("正在听").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="说出问题")).to_be_focused()
    assert ear.files == []
    ear.answer = 500
    _speak(page)
    expect(page.locator(".fault")).to_contain_text("语音识别现在用不了")
    ear.answer = "上季度销售额是多少"
    page.locator(".fault").get_by_role("button").click()
    page.locator("wd-answer .say").wait_for()
    expect(page.locator(".me")).to_have_text("上季度销售额是多少")


def test_without_leave_or_without_voice_one_types(
    browser: Browser, own_demo_engine: Engine, site: str
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = _entered(context, own_demo_engine, site)
    page.get_by_role("button", name="说出问题").click()
    expect(page.locator(".said")).to_contain_text("没有给话筒权限")
    expect(page.locator("wd-composer textarea")).to_be_visible()
    with served(own_demo_engine) as deaf:
        page = _entered(context, own_demo_engine, str(deaf.base_url))
        expect(page.get_by_role("button", name="说出问题")).to_have_count(0)
    context.close()


@pytest.fixture
def portal(own_demo_engine: Engine, ear: Ear) -> Generator[str]:
    """A page of another site that holds the widget."""
    tag = f'data-token="{token_for(own_demo_engine, MANAGER)}" data-language="zh" defer'
    page: list[str] = []

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page[0].encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        settings = _settings(ear, widget_origins=address)
        with served(own_demo_engine, settings=settings) as client:
            site = str(client.base_url).rstrip("/")
            page.append(f"<!doctype html><script src='{site}/widget.js' {tag}></script>")
            yield address
        server.shutdown()


def test_a_question_is_spoken_in_the_widget_on_another_sites_page(
    browser: Browser, portal: str, ear: Ear
) -> None:
    context = browser.new_context(locale="zh-CN")
    context.grant_permissions(["microphone"])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(portal)
    page.get_by_role("button", name="打开问单").click()
    frame = page.frame_locator("iframe")
    frame.locator(".starters").wait_for()
    frame.get_by_role("button", name="说出问题").click()
    frame.get_by_text("正在听").wait_for()
    page.keyboard.press("Escape")
    expect(frame.get_by_role("button", name="说出问题")).to_be_visible()
    ear.answer = "上季度销售额是多少"
    _speak(frame)
    said: Locator = frame.locator("wd-answer .say")
    said.wait_for()
    expect(frame.locator(".me")).to_have_text("上季度销售额是多少")
    context.close()
