"""Backup and restore as their users run them, beside a service that goes on answering."""

import json
import sqlite3
import stat
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from crm.database import connect, sqlite_url
from crm.schema import prepare
from tests.demo import TODAY
from tests.functional.import_folder import COMPANY, Importer
from tests.functional.running import Wendan

SALES = "今年销售额"
NEW = "蓝湖仪器今年销售额"


@pytest.fixture
def company(wendan: Wendan) -> Wendan:
    """An installation that holds a small company, with a word of its own."""
    return _founded(wendan, sqlite_url(wendan.home / "wendan.db"))


def _founded(wendan: Wendan, url: str) -> Wendan:
    made = Wendan(wendan.home, {**wendan.settings, "DATABASE_URL": url})
    _import(made, COMPANY)
    (made.home / "words.toml").write_text('[measures]\n"流水" = "sales"\n', encoding="utf-8")
    return made


def _import(wendan: Wendan, files: Mapping[str, str]) -> None:
    engine = connect(wendan.settings["DATABASE_URL"])
    prepare(engine)
    Importer(engine, wendan.home.parent).take(files)
    engine.dispose()


@contextmanager
def asking(wendan: Wendan) -> Generator[httpx.Client]:
    """Gives a client of a running service, who asks as the manager."""
    token = wendan.run("token", "U1").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    with (
        wendan.serving() as address,
        httpx.Client(base_url=address, headers=headers, timeout=60) as client,
    ):
        yield client


def answer(client: httpx.Client, question: str) -> tuple[str, object]:
    """Gives the status of an answer, and its rows."""
    reply = client.post("/api/v1/chat", json={"text": question})
    assert reply.status_code == 200, reply.text
    found = reply.json()
    return found["status"], [result["rows"] for result in found["results"]]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_running_service_is_backed_up_and_goes_on_with_what_is_restored(
    kind: str, wendan: Wendan, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    at_home = sqlite_url(wendan.home / "wendan.db")
    url = at_home if kind == "sqlite" else request.getfixturevalue("postgres_url")
    company = _founded(wendan, url)
    file = tmp_path / "company.wendan"
    with asking(company) as client:
        before = answer(client, SALES)
        assert before == ("answered", [[[237.49]]])
        made = company.run("backup", file)
        assert made.returncode == 0, made.stderr
        assert made.stdout.startswith(f"Wrote {file}: ")
        assert ", words.toml, " in made.stdout
        _import(
            company,
            {
                "customers.csv": "customer_id,name,owner_id\nC3,蓝湖仪器,U2\n",
                "orders.csv": "order_id,customer_id,ordered_at,status,amount\n"
                "O8,C3,2026-11-08,completed,1000\n",
            },
        )
        (company.home / "words.toml").unlink()
        assert answer(client, SALES) == ("answered", [[[1237.49]]])
        assert answer(client, NEW) == ("answered", [[[1000]]])
        assert answer(client, "今年流水")[0] == "not_understood"

        found = company.run("restore", file, "--replace")
        assert found.returncode == 0, found.stderr
        assert answer(client, SALES) == before
        assert answer(client, NEW)[0] == "not_understood"
        assert answer(client, "今年流水") == before


def test_the_demo_company_answers_alike_from_another_home(
    demo_wendan: Wendan, tmp_path: Path
) -> None:
    file = tmp_path / "demo.wendan"
    (demo_wendan.home / "demo.json").write_text("{}")  # what tells `wendan demo` its own home
    assert demo_wendan.run("backup", file).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = Wendan(tmp_path / "other", {"TODAY": TODAY.isoformat(), "HOME": str(tmp_path / "new")})
    other.home.mkdir()
    found = other.run("restore", file)
    assert found.returncode == 0, found.stderr
    assert "Restored" in found.stdout
    asked = [
        json.loads(one.run("ask", "本季度各区域销售额", "--as", "U02", "--json").stdout)["results"]
        for one in (demo_wendan, other)
    ]
    assert (tmp_path / "new" / "demo.json").read_text() == "{}"
    assert asked[0] == asked[1]
    assert asked[0]


def test_both_are_in_the_audit_log_by_the_seal_of_the_file(company: Wendan, tmp_path: Path) -> None:
    file = tmp_path / "company.wendan"
    company.run("backup", file)
    company.run("restore", file, "--replace")
    listed = company.run("audit", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    entries = {entry["event"]: entry["subject"] for entry in json.loads(listed.stdout)["items"]}
    assert entries["database.backed_up"] == entries["database.restored"]
    assert len(entries["database.restored"]) == 64
    assert company.run("audit", "verify").returncode == 0


def test_what_else_changes_figures_is_told(company: Wendan, tmp_path: Path) -> None:
    file = tmp_path / "company.wendan"
    (company.home / "calendar.toml").write_text("")
    company.run("token", "U1")
    company.run("backup", file)
    (company.home / "calendar.toml").unlink()
    told = company.run("restore", file, "--replace", CURRENCY="EUR").stdout
    assert "WENDAN_CURRENCY was CNY, here it is EUR: figures mean something else." in told
    assert "calendar.toml changed: restart `wendan serve`" in told
    assert "Tokens are those of that day" in told
    assert "WENDAN_TIMEZONE" not in told


def test_what_cannot_be_is_told_in_one_line_and_changes_nothing(
    wendan: Wendan, tmp_path: Path
) -> None:
    file, other = tmp_path / "a.wendan", tmp_path / "other"
    assert "nothing to back up yet" in _told(wendan, "backup", file)
    assert "No such file" in _told(wendan, "restore", file)
    assert list(wendan.home.iterdir()) == []
    _founded(wendan, sqlite_url(wendan.home / "wendan.db"))
    assert "is no backup" in _told(wendan, "backup", wendan.home / "wendan.db", "--replace")
    wendan.run("backup", file)
    assert "holds rows already" in _told(wendan, "restore", file)
    file.write_bytes(file.read_bytes()[:-1])
    assert "its end is missing" in _told(wendan, "restore", file, HOME=str(other))
    assert not other.exists()


def _told(wendan: Wendan, *arguments: str | Path, **settings: str) -> str:
    found = wendan.run(*arguments, **settings)
    assert found.returncode == 1, found.stdout + found.stderr
    (line,) = found.stderr.splitlines()
    assert line.startswith("wendan: ")
    return line


def test_a_restore_that_was_killed_is_ended_by_the_next_command(
    company: Wendan, tmp_path: Path
) -> None:
    left = company.home / "restoring"
    left.mkdir()
    (left / "stage.db").write_bytes(b"half of it")
    assert company.run("backup", tmp_path / "a.wendan").returncode == 0
    assert not left.exists()


def test_an_older_database_is_not_upgraded_by_a_backup(wendan: Wendan, tmp_path: Path) -> None:
    wendan.run("db", "upgrade")
    with sqlite3.connect(wendan.home / "wendan.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer version of Wendan" in _told(wendan, "backup", tmp_path / "a.wendan")
