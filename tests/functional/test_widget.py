"""What the service says about the widget: whose pages may hold it, and where there is a sample."""

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.settings import Settings, SettingsError
from tests.demo import TODAY
from tests.functional.serving import assert_problem, served

PORTAL = "https://portal.example.com"


def test_only_pages_of_the_listed_sites_may_hold_the_frame(
    demo_engine: Engine, tmp_path: Path
) -> None:
    settings = Settings(today=TODAY, home=tmp_path, widget_origins=(PORTAL,))
    with served(demo_engine, settings=settings) as client:
        frame = client.get("/widget").headers["content-security-policy"]
        page = client.get("/").headers["content-security-policy"]
        script = client.get("/widget.js").headers
        assert_problem(client.get("/widget-sample"), 404, "E-NOT-FOUND")
    assert frame.endswith(f"frame-ancestors 'self' {PORTAL}")
    assert "unsafe" not in frame
    assert page.endswith("frame-ancestors 'self'")
    assert script["cross-origin-resource-policy"] == "cross-origin"


def test_without_the_setting_no_other_site_may(demo_engine: Engine) -> None:
    with served(demo_engine, demo=True) as client:
        frame = client.get("/widget").headers["content-security-policy"]
        assert frame.endswith("frame-ancestors 'self'")
        assert client.get("/widget-sample").status_code == 200


@pytest.mark.parametrize(
    "sites",
    [
        "*",
        "https://*.example.com",
        "portal.example.com",
        "http://portal.example.com",
        "https://portal.example.com/",
        "https://a.example.com; script-src *",
    ],
)
def test_a_site_that_anybody_could_speak_for_is_refused(
    sites: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENDAN_WIDGET_ORIGINS", sites)
    with pytest.raises(SettingsError, match="WENDAN_WIDGET_ORIGINS"):
        Settings.load(tmp_path)
