"""The settings of the mail server go together, or say what is missing."""

from pathlib import Path

import pytest

from assistant.settings import Settings, SettingsError

HOST, FROM = {"SMTP_HOST": "smtp.ours.example"}, {"SMTP_FROM": "sales@ours.example"}
LOGIN = {"SMTP_USER": "u", "SMTP_PASSWORD": "secret-word"}
WRONG = [
    (HOST, "WENDAN_SMTP_FROM must be set too"),
    (FROM, "WENDAN_SMTP_HOST must be set too"),
    ({**HOST, **FROM, "SMTP_USER": "u"}, "WENDAN_SMTP_USER and SMTP_PASSWORD go together"),
    ({**HOST, **FROM, **LOGIN, "SMTP_SECURITY": "none"}, "would go unencrypted"),
    ({**HOST, "SMTP_FROM": "nobody"}, "give an address such as sales@example.com"),
    ({**HOST, "SMTP_FROM": "a@b.example\nBcc: x@y.example"}, "give an address"),
    ({"SMTP_HOST": "a b", **FROM}, "give a host such as smtp.example.com"),
    ({**HOST, **FROM, "SMTP_SECURITY": "ssl"}, "give starttls, tls or none"),
    ({**HOST, **FROM, "SMTP_PORT": "0"}, "give a port, 1 to 65535"),
]


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_half_a_mail_server_is_refused_with_what_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"WENDAN_{name}", value)
    with pytest.raises(SettingsError, match=said.replace(".", r"\.")) as error:
        Settings.load(tmp_path)
    assert "secret-word" not in str(error.value)


@pytest.mark.parametrize(
    "given",
    [
        {**HOST, **FROM},
        {**HOST, **FROM, **LOGIN},
        {**HOST, **FROM, "SMTP_SECURITY": "none"},
        {"SMTP_HOST": "127.0.0.1", **FROM, **LOGIN, "SMTP_SECURITY": "none"},
        {"SMTP_PORT": "25"} | HOST | FROM,
        {},
    ],
)
def test_what_goes_together_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"WENDAN_{name}", value)
    assert Settings.load(tmp_path).smtp_host == given.get("SMTP_HOST")
