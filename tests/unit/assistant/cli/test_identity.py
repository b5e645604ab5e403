"""`wendan token`, `service` and `bind`, as they are typed; in this process, for they are many."""

import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from assistant.cli.program import program
from assistant.identity import BindingError, ServiceError
from crm.access import UnknownCallerError
from crm.database import connect, sqlite_url, writing
from crm.models import users


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two users, of whom one is called like a command."""
    monkeypatch.setenv("WENDAN_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(sqlite_template, tmp_path / "wendan.db")
    people = [
        {"user_id": "list", "name": "Li St", "role": "rep"},
        {"user_id": "u1", "name": "Ada Brook", "role": "admin"},
    ]
    engine = connect(sqlite_url(tmp_path / "wendan.db"))
    with writing(engine) as connection:
        connection.execute(sa.insert(users), people)
    engine.dispose()
    return tmp_path


def run(*arguments: str) -> str:
    """Gives what a command prints."""
    found = CliRunner().invoke(program(), arguments, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def refused(*arguments: str) -> str:
    found = CliRunner().invoke(program(), arguments)
    assert found.exit_code == 2, found.output
    return found.output


def listed(command: str, *options: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = json.loads(run(command, "list", "--json", *options))["items"]
    return items


@pytest.mark.usefixtures("home")
def test_a_token_is_made_with_or_without_the_word_for_it() -> None:
    for arguments in (("u1",), ("issue", "u1"), ("--days", "3", "u1")):
        assert run("token", *arguments).startswith("wendan_")
    assert [one["user_id"] for one in listed("token")] == ["u1"] * 3
    with pytest.raises(UnknownCallerError):
        run("token", "nobody")


@pytest.mark.usefixtures("home")
def test_a_user_called_like_a_command_takes_the_long_form() -> None:
    assert run("token", "list") == "There is no such token.\n"
    assert run("token", "issue", "list").startswith("wendan_")
    assert [one["user_id"] for one in listed("token")] == ["list"]
    assert run("bind", "list") == "No chat account is bound.\n"
    assert len(run("bind", "code", "list").strip()) == 11


@pytest.mark.usefixtures("home")
def test_tokens_are_listed_with_all_but_themselves() -> None:
    token = run("token", "u1", "--label", "a\tb", "--scope", "export,ask", "--days", "3").strip()
    (item,) = listed("token", "--user", "u1")
    assert item["scopes"] == ["ask", "export"]
    assert (item["label"], item["used_at"]) == ("a\tb", None)
    line = run("token", "list").splitlines()[1].split("\t")
    assert line[:4] == [item["token_id"], "u1", "a b", "ask export"]
    assert token not in run("token", "list", "--json")
    assert listed("token", "--user", "list") == []


@pytest.mark.usefixtures("home")
def test_tokens_are_taken_back_by_id_by_user_or_all() -> None:
    for user_id in ("u1", "u1", "list", "list"):
        run("token", "issue", user_id)
    first, *_ = [str(one["token_id"]) for one in listed("token", "--user", "u1")]
    failed = CliRunner().invoke(program(), ["token", "revoke", first, "000000000000"])
    assert "000000000000; none was taken back" in str(failed.exception)
    assert len(listed("token")) == 4
    assert run("token", "revoke", first) == "Tokens taken back: 1.\n"
    assert run("token", "revoke", "--user", "list") == "Tokens taken back: 2.\n"
    assert run("token", "revoke", "--everybody") == "Tokens taken back: 1.\n"
    assert listed("token") == []


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "arguments",
    [
        ("token",),
        ("token", "u1", "--scope", "everything"),
        ("token", "u1", "--scope", ""),
        ("token", "u1", "--days", "0"),
        ("token", "u1", "--days", "366"),
        ("token", "revoke"),
        ("token", "revoke", "--user", "u1", "--everybody"),
        ("service", "add", "report"),
        ("service", "add", "report", "--purpose", "x", "--role", "rep"),
        ("bind",),
        ("bind", "add", "slack"),
        ("demo", "--host", "0.0.0.0"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...]) -> None:
    assert "Usage" in refused(*arguments)


@pytest.mark.usefixtures("home")
def test_a_service_account_is_made_asks_and_goes() -> None:
    run("service", "add", "report", "--purpose", "the nightly report", "--role", "finance")
    run("service", "add", "screen", "--purpose", "the hall", "--sees-as", "list")
    run("token", "service:report")
    told = [
        (one["account_id"], one["role"], one["sees_as"], one["tokens"]) for one in listed("service")
    ]
    assert told == [("service:report", "finance", None, 1), ("service:screen", None, "list", 0)]
    assert [one["scopes"] for one in listed("token")] == [["ask"]]
    with pytest.raises(ServiceError, match="either"):
        run("service", "add", "other", "--purpose", "x")
    assert run("service", "remove", "report") == "Removed service:report, and 1 tokens of it.\n"
    assert listed("token") == []


def test_accounts_are_bound_from_a_list_and_one_by_one(home: Path) -> None:
    file = home / "accounts.csv"
    file.write_text("channel,channel_user,user_id\nslack,U1,u1\nwecom,w1,list\n", encoding="utf-8")
    assert run("bind", "import", str(file)) == (
        "2 accounts in accounts.csv: 2 bound, 0 were already.\n"
    )
    run("bind", "add", "slack", "U1", "list", "--tenant", "T1")
    assert "as before" in run("bind", "add", "slack", "U1", "u1")
    told = [(one["channel"], one["tenant"], one["user_id"]) for one in listed("bind")]
    assert told == [("slack", "", "u1"), ("slack", "T1", "list"), ("wecom", "", "list")]
    assert "it was list's" in run("bind", "remove", "slack", "U1", "--tenant", "T1")
    assert [one["user_id"] for one in listed("bind", "--user", "list")] == ["list"]
    with pytest.raises(BindingError, match="irc"):
        run("bind", "add", "irc", "U1", "u1")
    file.write_bytes("channel,channel_user,user_id\nslack,张,u1\n".encode("gb18030"))
    failed = CliRunner().invoke(program(), ["bind", "import", str(file)])
    assert "UTF-8" in str(failed.exception)
