"""Settings: where they come from, which one wins, and what is said of a wrong one."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.settings import FILE, Settings, SettingsError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home that WENDAN_HOME names."""
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setenv("WENDAN_HOME", str(made))
    return made


@pytest.fixture
def folder(tmp_path: Path, home: Path) -> Path:
    """The current directory, without a settings file."""
    del home
    made = tmp_path / "here"
    made.mkdir()
    return made


def write(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.load(folder)
    return str(caught.value)


def test_without_any_setting_there_is_a_default_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    found = Settings.load(tmp_path)
    assert found.home == tmp_path / ".wendan"
    assert found.database == f"sqlite:///{tmp_path}/.wendan/wendan.db"
    assert (found.timezone.key, found.currency, found.brain) == ("Asia/Shanghai", "CNY", "auto")
    assert found.unused() == ()


def test_a_default_home_gives_way_to_one_that_is_set(folder: Path, home: Path) -> None:
    assert Settings.load(folder, home=folder / "demo").home == home


def test_a_variable_wins_over_the_file_here_and_that_over_the_file_in_the_home(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, 'currency = "EUR"\ntimezone = "Europe/Berlin"\ntoday = 2020-01-01\n')
    write(folder, 'timezone = "Asia/Tokyo"\ntoday = 2021-01-01\n')
    monkeypatch.setenv("WENDAN_TODAY", "2022-01-01")
    found = Settings.load(folder)
    assert (found.currency, found.timezone.key) == ("EUR", "Asia/Tokyo")
    assert found.today == date(2022, 1, 1)


def test_the_file_here_may_name_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, 'home = "data"\n')
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", 'currency = "USD"\n')
    found = Settings.load(tmp_path)
    assert (found.home, found.currency) == (tmp_path / "data", "USD")


def test_an_empty_variable_is_as_good_as_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENDAN_TODAY", "")
    write(folder, "today = 2021-01-01\n")
    assert Settings.load(folder).today == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("WENDAN_TODYA", "WENDAN_TODAY"), ("WENDAN_LLM_KEY", "WENDAN_LLM_API_KEY")],
)
def test_an_unknown_variable_is_named_with_the_nearest_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "2021-01-01")
    assert refused(folder) == f"{name} is not a setting; did you mean {meant}?"


def test_an_unknown_key_of_the_file_is_named_with_the_nearest_one(folder: Path) -> None:
    write(folder, 'time_zone = "Asia/Tokyo"\n')
    assert refused(folder) == (
        f"{folder / FILE}: time_zone is not a setting; did you mean timezone?"
    )


def test_a_name_that_is_near_to_nothing_is_to_be_removed(folder: Path) -> None:
    write(folder, "zzz = 1\n")
    assert refused(folder).endswith("zzz is not a setting; remove it.")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("TODAY", "yesterday", "a date such as 2026-11-21"),
        ("TODAY", "1700000000", "a date such as 2026-11-21"),
        ("TIMEZONE", "Mars/Olympus", "a time zone such as Asia/Shanghai"),
        ("CURRENCY", "yuan", "a currency code such as CNY"),
        ("FISCAL_START_MONTH", "13", "a month, 1 to 12"),
        ("BRAIN", "gpt", "rules, llm or auto"),
        ("LLM_SEES", "all", "questions or rows"),
        ("LLM_HIDES", "all", "nothing or names"),
        ("DINGTALK_MODE", "ftp", "stream or http"),
        ("WECOM_AGENT_ID", "one", "a number"),
        ("QUESTIONS_PER_MINUTE", "many", "a number, 0 for no limit"),
        ("QUESTIONS_AT_ONCE", "0", "a number, 1 to 32"),
        ("QUERY_SECONDS", "0", "a number of seconds, up to 3600"),
        ("TRUSTED_PROXIES", "proxy", "addresses of proxies, such as 10.0.0.5, 10.1.0.0/16"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_with_what_would_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    monkeypatch.setenv(f"WENDAN_{name}", value)
    assert refused(folder) == (
        f"WENDAN_{name} (in wendan.toml: {name.lower()}) is {value!r}; give {wanted}."
    )


def test_a_secret_of_a_wrong_kind_is_not_repeated(folder: Path) -> None:
    write(folder, "slack_bot_token = 123456789\n")
    told = refused(folder)
    assert "WENDAN_SLACK_BOT_TOKEN" in told
    assert "123456789" not in told


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    write(folder, "today = \n")
    assert str(folder / FILE) in refused(folder)
    (folder / FILE).write_bytes(b"currency = '\xff'")
    assert "Correct or remove it" in refused(folder)


def test_a_secret_never_shows_when_settings_are_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENDAN_SLACK_APP_TOKEN", "xapp-very-secret")
    monkeypatch.setenv("WENDAN_ANALYTICS_URL", "https://analytics.example")
    found = Settings.load(folder)
    assert "very-secret" not in f"{found!r} {found}"
    assert found.unused() == ("WENDAN_ANALYTICS_URL",)


@pytest.mark.parametrize(
    "name",
    """HOME DATABASE_URL ANALYTICS_URL TODAY TIMEZONE LLM_BASE_URL LLM_API_KEY LLM_MODEL LLM_SEES
    BRAIN SLACK_BOT_TOKEN SLACK_SIGNING_SECRET SLACK_APP_TOKEN SLACK_BASE_URL DINGTALK_CLIENT_ID
    DINGTALK_CLIENT_SECRET DINGTALK_MODE DINGTALK_BASE_URL WECOM_BOT_TOKEN WECOM_BOT_AES_KEY
    WECOM_CORP_ID WECOM_AGENT_ID WECOM_SECRET WECOM_TOKEN WECOM_AES_KEY WECOM_BASE_URL WECOM_WS_URL
    FEISHU_APP_ID FEISHU_APP_SECRET FEISHU_ENCRYPT_KEY FEISHU_VERIFICATION_TOKEN FEISHU_BASE_URL
    ASR ASR_BASE_URL ASR_API_KEY ASR_MODEL""".split(),
)
def test_every_name_of_the_contract_is_known(name: str) -> None:
    assert name.lower() in Settings.model_fields


def test_the_business_date_is_the_fixed_one_or_today_in_the_business_time_zone() -> None:
    assert Settings(today=date(2026, 11, 21)).clock().today() == date(2026, 11, 21)
    zones = [ZoneInfo(name) for name in ("Etc/GMT+12", "Etc/GMT-14")]
    clocks = [Settings(timezone=zone).clock() for zone in zones]
    west, east = (clock.now() for clock in clocks)
    # 26 hours lie between the two ends of the world, whatever the time is.
    assert timedelta(hours=25, minutes=59) < east - west < timedelta(hours=26, minutes=1)
    assert clocks[1].today() > clocks[0].today()


LOGIN = {
    "JWT_ISSUER": "https://login.example.com/",
    "JWT_AUDIENCE": "wendan",
    "JWT_JWKS_URL": "https://login.example.com/keys",
}


def test_a_login_of_ones_own_is_set_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(f"WENDAN_{name}", value)
    found = Settings.load(folder)
    assert found.jwt_jwks_url == LOGIN["JWT_JWKS_URL"]
    assert (found.jwt_claim, found.jwt_names, found.jwt_skew_s) == ("sub", "user_id", 60)
    monkeypatch.delenv("WENDAN_JWT_AUDIENCE")
    assert refused(folder) == (
        "WENDAN_JWT_AUDIENCE must be set too, for signed tokens of your own login."
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://login.example.com/keys", "http is for this machine only; use https."),
        ("ws://login.example.com/keys", "give an https address."),
        ("file:///etc/passwd", "is no address such as https://example.com."),
        ("login.example.com", "is no address such as https://example.com."),
    ],
)
def test_keys_of_a_login_come_by_https(
    folder: Path, monkeypatch: pytest.MonkeyPatch, url: str, why: str
) -> None:
    monkeypatch.setenv("WENDAN_JWT_JWKS_URL", url)
    assert refused(folder) == f"WENDAN_JWT_JWKS_URL (in wendan.toml: jwt_jwks_url) {why}"


def test_a_second_model_has_a_name_and_its_key_an_address(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENDAN_LLM_FALLBACK_BASE_URL", "http://127.0.0.1:9/v1")
    assert refused(folder).startswith("WENDAN_LLM_FALLBACK_MODEL must be set too")
    monkeypatch.setenv("WENDAN_LLM_FALLBACK_MODEL", "second")
    assert Settings.load(folder).llm_fallback_model == "second"
    monkeypatch.delenv("WENDAN_LLM_FALLBACK_BASE_URL")
    monkeypatch.setenv("WENDAN_LLM_FALLBACK_API_KEY", "sk-of-the-second")
    told = refused(folder)
    assert told.startswith("WENDAN_LLM_FALLBACK_BASE_URL must be set too")
    assert "sk-of-the-second" not in told
