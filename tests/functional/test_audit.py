"""The audit log as its users meet it: commands, HTTP, and processes that write at once."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant.audit import Entry, Sound, record, verify
from crm.database import connect, sqlite_url, writing
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, served

CHECKOUT = Path(__file__).parents[2]
MANAGER, REP, FINANCE, ADMIN = "U02", "U05", "U11", "U12"
QUESTION, HIDDEN = "上季度销售额", "臻信仪器上季度销售额"


def database(wendan: Wendan) -> Path:
    return wendan.home / "demo.db"


def behind_its_back(wendan: Wendan, *statements: str) -> None:
    """Runs statements as somebody would who holds the file and has dropped the triggers."""
    with closing(sqlite3.connect(database(wendan))) as connection, connection:
        for name in ("appended", "kept", "sealed"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_log_{name}")
        for statement in statements:
            connection.execute(statement)


def events(wendan: Wendan, *filters: str) -> list[str]:
    found = wendan.run("audit", "list", "--json", *filters)
    assert found.returncode == 0, found.stderr
    return [item["event"] for item in json.loads(found.stdout)["items"]]


# ------------------------------------------------------------------------------- command line


def test_what_is_done_is_on_record_and_can_be_looked_up(demo_wendan: Wendan) -> None:
    assert demo_wendan.run("audit", "list").stdout == "There is no such entry.\n"
    demo_wendan.run("ask", HIDDEN, "--as", REP)
    demo_wendan.run("token", REP)
    for _ in range(2):  # the second time there is none left
        demo_wendan.run("token", "revoke", "--user", REP)
    file = demo_wendan.home / "users.csv"
    file.write_text("user_id,name,role\nU99,New,rep\nU98,,rep\n", encoding="utf-8")
    demo_wendan.run("import", file)
    demo_wendan.run("teach", "咕噜值", "sales")
    everything = ["word.taught", "import.run", "token.revoked", "token.issued", "question.hidden"]
    assert events(demo_wendan, "--since", "2020-01-01 14:05") == everything
    own = events(demo_wendan, "--user", "", "--subject", REP, "--limit", "2")
    assert own == ["token.revoked", "token.issued"]
    assert events(demo_wendan, "--since", "2999-01-01") == []
    listed = demo_wendan.run("audit", "list", "--event", "import.run").stdout.splitlines()
    assert listed[0].split("\t") == ["number", "at", "user", "event", "subject", "detail"]
    assert json.loads(listed[1].split("\t")[5]) == {
        "files": ["users.csv"],
        "rejected": 1,
        "tables": {"users": {"changed": 0, "new": 1, "resolved": 0, "unchanged": 0}},
        "waiting": 0,
    }


def test_whoever_changes_the_log_or_cuts_its_end_off_is_found(demo_wendan: Wendan) -> None:
    heads = demo_wendan.home / "audit.heads"
    assert demo_wendan.run("audit", "verify").stdout == "The audit log is whole: 0 entries.\n"
    assert not heads.exists()
    for question in (QUESTION, HIDDEN):
        demo_wendan.run("ask", question, "--as", REP)
    sound = demo_wendan.run("audit", "verify")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.startswith("The audit log is whole: 2 entries.\nLast entry: 2 ")
    assert heads.read_text().split()[1:] == sound.stdout.split()[-2:]
    for statement, told in (
        ("UPDATE audit_log SET actor = 'U06' WHERE number = 2", "Entry 2 was changed"),
        ("DELETE FROM audit_log WHERE number = 2", "from 2 to 2: the end was cut off"),
    ):
        behind_its_back(demo_wendan, statement)
        found = demo_wendan.run("audit", "verify")
        assert found.returncode == 1
        assert found.stderr.startswith("wendan: The audit log is not whole. ")
        assert told in found.stderr
        assert found.stderr.count("\n") == 1
    sealing = demo_wendan.run("audit", "seal", "--before", "2001-01-01", "--yes")
    assert (sealing.returncode, "not whole" in sealing.stderr) == (1, True)
    assert len(heads.read_text().splitlines()) == 1


def test_a_file_of_heads_that_somebody_edited_is_named(wendan: Wendan) -> None:
    (wendan.home / "audit.heads").write_text("nothing\n")
    found = wendan.run("audit", "verify")
    assert found.returncode == 1
    assert "line 1 is no head of the audit log" in found.stderr


def test_old_entries_are_sealed_when_it_is_said_twice(wendan: Wendan) -> None:
    wendan.run("db", "upgrade")
    engine = connect(sqlite_url(wendan.home / "wendan.db"))
    with writing(engine) as connection:
        for year in (2001, 2002, 2003):
            record(connection, Entry(datetime(year, 2, 3), "U05", "question.asked"))  # noqa: DTZ001
    engine.dispose()
    seal = ("audit", "seal", "--before")
    nothing = wendan.run(*seal, "2001-02-03", "--yes")
    assert (nothing.returncode, nothing.stdout) == (0, "There is no entry before 2001-02-03.\n")
    early = wendan.run(*seal, "2999-01-01", "--yes")
    assert (early.returncode, "has not come yet" in early.stderr) == (2, True)
    asked = wendan.run(*seal, "2003-02-03")
    assert asked.returncode == 1
    assert "would remove 2 entries, 1 to 2, for good. Give --yes" in asked.stderr
    done = wendan.run(*seal, "2003-02-03", "--yes")
    assert (done.returncode, done.stdout.startswith("Removed 2 entries, 1 to 2.")) == (0, True)
    assert "2 entries, entries 1 to 2 were sealed before" in wendan.run("audit", "verify").stdout


def test_the_program_that_the_documentation_gives_to_auditors_agrees(demo_wendan: Wendan) -> None:
    for question in (QUESTION, HIDDEN):
        demo_wendan.run("ask", question, "--as", REP)
    program = (CHECKOUT / "docs" / "audit.md").read_text(encoding="utf-8")
    script = program.split("```python\n")[1].split("```")[0]

    def said() -> subprocess.CompletedProcess[str]:
        check = [sys.executable, "-c", script, str(database(demo_wendan))]
        return subprocess.run(check, capture_output=True, text=True, check=False)

    assert said().stdout.split() == demo_wendan.run("audit", "verify").stdout.split()[-2:]
    behind_its_back(demo_wendan, "UPDATE audit_log SET detail = '{}' WHERE number = 2")
    assert "entry 2 was changed" in said().stderr


def test_a_start_of_the_service_notes_where_the_log_ends(demo_wendan: Wendan) -> None:
    demo_wendan.run("ask", QUESTION)
    with demo_wendan.serving():
        pass
    (line,) = (demo_wendan.home / "audit.heads").read_text().splitlines()
    assert line.split()[1] == "1"


# ---------------------------------------------------------------------------- several processes

WRITE = """
import sys
from datetime import datetime
from assistant.audit import Entry, record
from crm.database import connect, writing

engine = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    with writing(engine) as connection:
        entry = Entry(datetime(2026, 11, 21), sys.argv[2], "question.asked", f"turn{number}")
        record(connection, entry)
engine.dispose()
"""
PROCESSES, EACH = 2, 60


def test_processes_that_write_at_once_make_one_chain(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, url, f"U{number}", str(EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        for number in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.communicate("\n", timeout=120)
    assert [process.returncode for process in started] == [0] * PROCESSES
    with engine.connect() as connection:
        found = verify(connection)
    assert isinstance(found, Sound)
    assert found.entries == found.head.number == PROCESSES * EACH


# --------------------------------------------------------------------------------------- HTTP


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


def ask(client: httpx.Client, headers: dict[str, str], text: str) -> str:
    reply = client.post("/api/v1/chat", headers=headers, json={"text": text})
    found: str = reply.json()["turn_id"]
    return found


def test_an_admin_reads_the_log_page_by_page(client: httpx.Client, own_demo_engine: Engine) -> None:
    rep, admin = as_(own_demo_engine, REP), as_(own_demo_engine, ADMIN)
    turns = [ask(client, rep, text) for text in (QUESTION, HIDDEN, QUESTION)]

    def found(query: str) -> list[int]:
        answer = client.get(f"/api/v1/audit?{query}", headers=admin)
        assert answer.status_code == 200, answer.text
        return [item["number"] for item in answer.json()["items"]]

    first = client.get("/api/v1/audit?limit=2", headers=admin).json()
    assert [item["number"] for item in first["items"]] == [3, 2]
    assert first["next"] == 2
    second = client.get("/api/v1/audit?limit=2&before=2", headers=admin).json()
    assert [item["number"] for item in second["items"]] == [1]
    assert second["next"] is None
    (hidden,) = client.get("/api/v1/audit?event=question.hidden", headers=admin).json()["items"]
    assert (hidden["user"], hidden["subject"]) == (REP, turns[1])
    assert hidden["detail"]["hidden"] == {"customer": ["C0004"]}
    assert found(f"subject={turns[2]}") == [3]
    assert found(f"user={ADMIN}") == []
    assert found("since=2999-01-01") == []
    assert found("since=2020-01-01T10:00:00") == [3, 2, 1]


@pytest.mark.parametrize("user", [REP, MANAGER, FINANCE])
def test_for_every_other_role_there_is_nothing_here(
    client: httpx.Client, own_demo_engine: Engine, user: str
) -> None:
    headers = as_(own_demo_engine, user)
    nothing = client.get("/api/v1/nothing", headers=headers)
    for query in ("", "?limit=0", "?since=x", "?user=U05"):
        answer = client.get(f"/api/v1/audit{query}", headers=headers)
        assert_problem(answer, 404, "E-NOT-FOUND")
        assert (answer.content, answer.headers.keys()) == (nothing.content, nothing.headers.keys())
    assert_problem(client.get("/api/v1/audit"), 401, "E-TOKEN")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "before=0", "since=x", "since=2026-01-01T00:00:00Z"]
)
def test_a_filter_that_is_none_is_a_problem(
    client: httpx.Client, own_demo_engine: Engine, query: str
) -> None:
    answer = client.get(f"/api/v1/audit?{query}", headers=as_(own_demo_engine, ADMIN))
    assert_problem(answer, 422, "E-INPUT")


def test_a_word_that_is_taught_over_http_is_the_admins(own_demo_engine: Engine) -> None:
    with served(own_demo_engine, demo=True) as client:
        token = client.post("/api/v1/demo/session", json={"user_id": ADMIN}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        ask(client, as_(own_demo_engine, REP), "上季度咕噜值")
        ignored = {"words": "咕噜值", "kind": "ignore", "of": "words"}
        assert client.post("/api/v1/words", headers=headers, json=ignored).status_code == 204
        items = client.get("/api/v1/audit", headers=headers).json()["items"]
    assert [(item["event"], item["user"], item["subject"]) for item in items] == [
        ("misses.ignored", ADMIN, None),
        ("question.asked", REP, items[1]["subject"]),
        ("token.issued", "", ADMIN),
    ]
