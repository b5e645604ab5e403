"""The command line as its users run it: a process each, its output and its exit status."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from assistant.conversation.reply import Reply
from crm.database import sqlite_url
from tests.functional.running import Wendan

COMMANDS = "demo serve import ask token db doctor".split()
QUESTION = "本季度销售额"
MANAGER, REP = "U02", "U05"
TASKS = Path("/proc/self/task")


def told(found: subprocess.CompletedProcess[str], status: int) -> str:
    """Gives the one line that a command ended with, after a look at its exit status."""
    assert found.returncode == status, found.stdout + found.stderr
    line = found.stderr.rstrip("\n")
    assert line.startswith("wendan: "), found.stderr
    assert "\n" not in line
    return line


def customers_file(folder: Path, rows: str) -> Path:
    made = folder / "customers.csv"
    made.write_text(f"customer_id,name,level\n{rows}", encoding="utf-8")
    return made


def test_help_names_every_command_and_a_command_its_options(wendan: Wendan) -> None:
    listed = wendan.run("--help")
    assert listed.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command} " in listed.stdout
    assert "--conversation" in wendan.run("ask", "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("dance",), ("ask", " "), ("serve", "--port", "0")],
)
def test_wrong_use_ends_with_2_and_says_how(wendan: Wendan, arguments: tuple[str, ...]) -> None:
    found = wendan.run(*arguments)
    assert found.returncode == 2
    assert "--help" in found.stderr or "Usage" in found.stderr


def test_an_unknown_setting_ends_with_2_and_names_the_nearest(wendan: Wendan) -> None:
    line = told(wendan.run("doctor", TODYA="2026-11-21"), 2)
    assert line.endswith("WENDAN_TODYA is not a setting; did you mean WENDAN_TODAY?")


def test_an_empty_home_is_told_to_import_first(wendan: Wendan) -> None:
    assert "wendan import PATH" in told(wendan.run("ask", QUESTION), 1)


def test_an_answer_in_a_pipe_is_plain_text_with_its_reading_and_receipt(
    demo_wendan: Wendan,
) -> None:
    found = demo_wendan.run("ask", "本季度各区域销售额", "--as", MANAGER)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("指标 销售额")
    assert "\n区域\t" in found.stdout
    assert "\n口径: " in found.stdout
    assert "\x1b" not in found.stdout


def test_json_is_the_whole_reply_and_its_conversation_goes_on(demo_wendan: Wendan) -> None:
    first = Reply.model_validate_json(
        demo_wendan.run("ask", QUESTION, "--as", REP, "--json").stdout
    )
    assert first.status == "answered"
    again = demo_wendan.run(
        "ask", "上季度呢", "--as", REP, "--conversation", first.conversation_id, "--json"
    )
    second = Reply.model_validate_json(again.stdout)
    assert second.conversation_id == first.conversation_id
    assert second.results[0].period is not None
    assert second.results[0].period.start == "2026-07-01"


def test_nobody_asks_as_somebody_unknown_or_in_another_ones_conversation(
    demo_wendan: Wendan,
) -> None:
    assert "'U99'" in told(demo_wendan.run("ask", QUESTION, "--as", "U99"), 1)
    mine = Reply.model_validate_json(
        demo_wendan.run("ask", QUESTION, "--as", REP, "--json").stdout
    ).conversation_id
    line = told(demo_wendan.run("ask", "?", "--as", MANAGER, "--conversation", mine), 1)
    assert "Ask without --conversation" in line


def test_an_import_reconciles_and_tells_of_its_rejects(wendan: Wendan) -> None:
    file = customers_file(wendan.home, "c1,甲公司,A\nc2,,B\nc3,乙公司,C\n")
    found = wendan.run("import", file)
    assert found.returncode == 0, found.stderr
    assert "customers: 2 new" in found.stdout
    assert "1 rows rejected; all of them in customers.rejects.csv" in found.stdout
    assert "line 3" in found.stdout
    assert (wendan.home / "customers.rejects.csv").exists()
    assert found.stderr == ""


def test_the_installed_command_does_what_the_other_tests_see(wendan: Wendan) -> None:
    file = customers_file(wendan.home, "c1,甲公司,A\n")
    with wendan.start("import", file) as installed:
        done, _ = installed.communicate(timeout=60)
    assert installed.returncode == 0, done
    assert "customers" in done
    with wendan.start("ask", "客户数", "--json") as installed:
        said, _ = installed.communicate(timeout=60)
    assert json.loads(said)["results"][0]["rows"] == [[1]]
    with wendan.start("ask", " ") as installed:
        assert installed.wait(60) == 2


@pytest.mark.skipif(not TASKS.exists(), reason="threads are counted as Linux lists them")
def test_no_core_is_taken_by_threads_that_wait_for_one_another(wendan: Wendan) -> None:
    code = (
        "import os, sys; from assistant.cli import main\n"
        "del os.environ['OPENBLAS_NUM_THREADS']\n"  # the tests' own
        "try: main()\n"
        f"finally: import numpy; print(os.listdir('{TASKS}'), file=sys.stderr)"
    )
    found = wendan.python(code, "--version")
    assert found.stderr.count("'") == 2, found.stderr


def test_importing_again_changes_nothing_and_json_has_the_rejects(wendan: Wendan) -> None:
    file = customers_file(wendan.home, "c1,甲公司,A\nc2,,B\n")
    wendan.run("import", file)
    rejects = wendan.home / "elsewhere.csv"
    summary = json.loads(wendan.run("import", file, "--json", "--rejects", rejects).stdout)
    (table,) = (one for one in summary["tables"] if one["table"] == "customers")
    assert (table["new"], table["changed"], table["unchanged"]) == (0, 0, 1)
    assert [one["line"] for one in summary["rejects"]] == [3]
    assert rejects.exists()


def test_a_file_that_is_not_there_or_no_table_is_told_in_one_line(wendan: Wendan) -> None:
    assert "nothing.csv" in told(wendan.run("import", "nothing.csv"), 1)
    odd = wendan.home / "odd.zip"
    odd.write_bytes(b"not a zip")
    assert "odd.zip" in told(wendan.run("import", odd), 1)
    file = customers_file(wendan.home, "c1,甲公司,A\n")
    assert "none.toml" in told(wendan.run("import", file, "--map", "none.toml"), 1)


def test_a_home_of_a_newer_version_is_left_alone(wendan: Wendan) -> None:
    wendan.run("db", "upgrade")
    with sqlite3.connect(wendan.home / "wendan.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("ask", QUESTION), ("serve",), ("demo",)):
        line = told(wendan.run(*command), 1)
        assert "newer version of Wendan" in line
    doctor = wendan.run("doctor")
    assert doctor.returncode == 1
    assert "BROKEN  database" in doctor.stdout


def test_a_home_that_cannot_be_made_is_told_in_one_line(wendan: Wendan) -> None:
    occupied = wendan.home / "file"
    occupied.write_text("")
    for home in (occupied, occupied / "below"):
        line = told(wendan.run("ask", QUESTION, HOME=str(home)), 1)
        assert "WENDAN_HOME" in line


def test_a_read_only_database_is_told_in_one_line(demo_wendan: Wendan) -> None:
    url = f"sqlite:///file:{demo_wendan.home}/demo.db?mode=ro&uri=true"
    line = told(demo_wendan.run("token", MANAGER, DATABASE_URL=url), 1)
    assert "readonly" in line
    assert "write access" in line


def test_a_database_that_another_program_writes_to_is_told_in_one_line(
    demo_wendan: Wendan,
) -> None:
    url = f"{sqlite_url(demo_wendan.home / 'demo.db')}?timeout=0.1"  # it waits longer by itself
    with _locked(demo_wendan.home / "demo.db"):
        line = told(demo_wendan.run("token", MANAGER, DATABASE_URL=url), 1)
    assert "locked" in line
    assert "try again" in line


@contextmanager
def _locked(database: Path) -> Generator[None]:
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def test_what_is_no_database_is_told_in_one_line(wendan: Wendan) -> None:
    (wendan.home / "wendan.db").write_text("a shopping list" * 100)
    assert "not a database" in told(wendan.run("ask", QUESTION), 1)
    for url in ("mysql://host/name", "nonsense", "postgresql://127.0.0.1:1/none"):
        assert "WENDAN_DATABASE_URL" in told(wendan.run("ask", QUESTION, DATABASE_URL=url), 1)


def test_the_database_says_which_schema_it_has(wendan: Wendan) -> None:
    before = wendan.run("db", "status")
    assert before.returncode == 1
    assert "wendan db upgrade" in before.stdout
    assert not (wendan.home / "wendan.db").exists()
    assert wendan.run("db", "upgrade").returncode == 0
    assert wendan.run("db", "status").returncode == 0


def test_the_doctor_finds_the_demo_well_and_an_empty_home_not_broken(
    demo_wendan: Wendan,
) -> None:
    found = demo_wendan.run("doctor", ANALYTICS_URL="sqlite:///secret")
    assert found.returncode == 0, found.stdout
    assert "300 customers" in found.stdout
    assert "12 may ask" in found.stdout
    assert "WENDAN_ANALYTICS_URL is set; this version does not use it yet" in found.stdout
    assert "secret" not in found.stdout
    empty = demo_wendan.run("doctor", DATABASE_URL="", HOME=str(demo_wendan.home / "none"))
    assert empty.returncode == 0
    assert "wendan import PATH" in empty.stdout


def test_the_doctor_says_what_is_wrong_with_the_measures_file(demo_wendan: Wendan) -> None:
    (demo_wendan.home / "measures.toml").write_text("[measures.sales]\nformula = '1 +'\n")
    found = demo_wendan.run("doctor")
    assert found.returncode == 1
    assert "BROKEN  measures" in found.stdout
    told(demo_wendan.run("ask", QUESTION), 1)


def test_a_token_lets_its_user_ask_the_server_until_it_is_taken_back(demo_wendan: Wendan) -> None:
    token = demo_wendan.run("token", MANAGER, "--days", "1").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    with demo_wendan.serving() as address:
        me = httpx.get(f"{address}/api/v1/me", headers=headers).json()
        assert me["user"]["user_id"] == MANAGER
        assert me["demo"] is False
        assert "server" not in httpx.get(address).headers
        assert httpx.get(f"{address}/api/v1/demo/people").status_code == 404
        assert "taken back: 1" in demo_wendan.run("token", "revoke", "--user", MANAGER).stdout
        assert httpx.get(f"{address}/api/v1/me", headers=headers).status_code == 401
    assert "'U99'" in told(demo_wendan.run("token", "U99"), 1)


def test_a_port_in_use_is_told_with_one_that_is_free(wendan: Wendan) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            line = told(wendan.run(command, "--port", str(port)), 1)
            assert f"Port {port} cannot be used" in line
            assert int(line.rsplit("--port ", 1)[1]) > port
    assert not (wendan.home / "wendan.db").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_server_ends_well(wendan: Wendan, number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with wendan.start("serve", "--port", str(port)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(f"Wendan listens on http://127.0.0.1:{port} ")
        process.send_signal(number)
        rest = process.stdout.read()
    assert process.returncode == 0, rest
    assert rest == "Stopped.\n"


@pytest.fixture
def demo(demo_home: Path, tmp_path: Path) -> Wendan:
    home = tmp_path / "demo"
    shutil.copytree(demo_home, home)
    return Wendan(home, {"TODAY": "2026-11-21"})


def inode(demo: Wendan) -> int:
    return (demo.home / "wendan.db").stat().st_ino


def test_a_second_start_of_the_demo_uses_what_is_there(demo: Wendan) -> None:
    before = inode(demo)
    with demo.serving(command="demo") as address:
        session = httpx.post(f"{address}/api/v1/demo/session", json={"user_id": REP}).json()
        headers = {"Authorization": f"Bearer {session['token']}"}
        reply = httpx.post(f"{address}/api/v1/chat", headers=headers, json={"text": QUESTION})
        assert Reply.model_validate_json(reply.text).status == "answered"
    assert inode(demo) == before
    assert not (demo.home / "filling").exists()


def test_on_another_day_or_after_a_killed_filling_the_demo_is_filled_anew(demo: Wendan) -> None:
    before = inode(demo)
    (demo.home / "filling").mkdir()
    (demo.home / "filling" / "half.csv").write_text("half")
    with demo.serving(command="demo", TODAY="2026-11-22"):
        pass
    assert inode(demo) != before
    assert not (demo.home / "filling").exists()
    doctor = demo.run("doctor", TODAY="2026-11-22")
    assert "300 customers" in doctor.stdout


def test_the_demo_never_overwrites_other_data(demo: Wendan, wendan: Wendan) -> None:
    file = customers_file(wendan.home, "c1,甲公司,A\n")
    for one in (wendan, demo):
        assert one.run("import", file).returncode == 0
        before = inode(one)
        assert "imported data of its own" in told(one.run("demo", TODAY="2026-11-23"), 1)
        assert inode(one) == before


def test_the_demo_wants_no_database_of_somebody_elses(wendan: Wendan) -> None:
    url = f"sqlite:///{wendan.home}/other.db"
    assert "WENDAN_DATABASE_URL" in told(wendan.run("demo", DATABASE_URL=url), 1)


def test_a_folder_inside_a_hidden_one_is_imported_whole(wendan: Wendan) -> None:
    folder = wendan.home / ".books" / "today"
    folder.mkdir(parents=True)
    (folder / "customers.csv").write_text("customer_id,name\nC1,Acorn\n", encoding="utf-8")
    (folder / ".hidden.csv").write_text("customer_id,name\nC2,Birch\n", encoding="utf-8")
    assert wendan.run("import", folder).returncode == 0
    counted = json.loads(wendan.run("ask", "客户数", "--json").stdout)
    assert counted["results"][0]["rows"] == [[1]]


def test_a_file_whose_name_would_steer_a_terminal_is_named_harmlessly(wendan: Wendan) -> None:
    folder = wendan.home / "given\x1b]0;owned\x07"
    folder.mkdir()
    (folder / "cust\x1b[31momers.csv").write_text("customer_id,name\n,\x1b[2JAcme\n")
    (folder / "note\x9b2J.bin").write_text("x")
    for arguments in ((folder,), (folder, "--suggest"), (folder / "cust\x1b[31momers.csv",)):
        done = wendan.run("import", *arguments)
        told = done.stdout + done.stderr
        assert told
        assert not {"\x1b", "\x9b", "\x07"} & set(told)
