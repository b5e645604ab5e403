"""Addresses that a setting may name, and those that only this machine's own cloud answers."""

from pathlib import Path

import pytest

from assistant.outgoing import refusal, refusal_of_resolved
from assistant.settings import FILE, Settings, SettingsError


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1",
        "http://127.0.0.1:9000",
        "http://localhost:11434/v1",
        "http://[::1]:8080/",
        "http://192.168.1.20:8000/v1",
        "http://10.0.0.7",
        "wss://example.com/socket",
        "https://bücher.example/",
        "http://model:8000/v1",
    ],
)
def test_an_address_of_a_service_is_taken(url: str) -> None:
    assert refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.169.254.:80/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://METADATA.google.internal./",
        "http://0.0.0.0:8000/",
        "http://[::]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
    ],
)
def test_what_only_this_machines_own_network_answers_is_refused(url: str) -> None:
    assert "WENDAN_ALLOWED_HOSTS" in str(refusal(url))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.com/", "is no address such as"),
        ("file:///etc/passwd", "is no address such as"),
        ("gopher://example.com:70/", "is no address such as"),
        ("example.com", "is no address such as"),
        ("https://", "is no address such as"),
        ("http://[::1", "is no address"),
        ("http://example.com:99999/", "is no address"),
        ("https://user:word@example.com/", "has a user or password in it"),
        ("https://example.com@169.254.169.254/", "has a user or password in it"),
        ("https://example.com/#part", "has a fragment"),
        ("https://exam ple.com/", "has white space"),
        ("https://example.com/\r\nHost: other", "has white space"),
    ],
)
def test_what_is_no_plain_address_is_refused(url: str, why: str) -> None:
    assert str(refusal(url)).startswith(why)


def test_a_host_that_is_named_is_allowed_and_no_other() -> None:
    assert refusal("http://169.254.10.2:8000/", ["169.254.10.2"]) is None
    assert refusal("http://169.254.169.254/", ["169.254.10.2"]) is not None
    assert refusal("http://user:word@169.254.10.2/", ["169.254.10.2"]) is not None


def test_a_name_that_leads_to_an_address_that_is_not_allowed_is_refused() -> None:
    assert refusal_of_resolved("api.example.com", ["93.184.216.34", "10.0.0.1"], ()) is None
    assert refusal_of_resolved("api.example.com", ["93.184.216.34", "169.254.169.254"], ())
    assert refusal_of_resolved("api.example.com", ["fe80::1%2"], ())
    assert refusal_of_resolved("near", ["169.254.10.2"], ["near"]) is None


OF_DATABASES = {"database_url", "analytics_url"}
"""Users and passwords stand in these."""


@pytest.mark.parametrize(
    "name", sorted({n for n in Settings.model_fields if n.endswith("_url")} - OF_DATABASES)
)
def test_every_setting_of_an_address_is_held_to_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENDAN_HOME", str(tmp_path))
    (tmp_path / FILE).write_text(f'{name} = "https://169.254.169.254/"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=f"WENDAN_{name.upper()} .* leads to an address"):
        Settings.load(tmp_path)
    beside = {
        "jwt_jwks_url": 'jwt_issuer = "me"\njwt_audience = "you"\n',
        "llm_fallback_base_url": 'llm_fallback_model = "m"\n',
    }.get(name, "")
    (tmp_path / FILE).write_text(
        f'{beside}{name} = "https://169.254.169.254/"\nallowed_hosts = ["169.254.169.254"]\n',
        encoding="utf-8",
    )
    assert Settings.load(tmp_path).allowed_hosts == ("169.254.169.254",)


def test_a_password_in_an_address_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENDAN_HOME", str(tmp_path))
    monkeypatch.setenv("WENDAN_LLM_BASE_URL", "https://me:very-secret@example.com/v1")
    with pytest.raises(SettingsError, match="has a user or password in it") as refused:
        Settings.load(tmp_path)
    assert "very-secret" not in str(refused.value)
