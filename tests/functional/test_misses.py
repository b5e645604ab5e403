"""Misses and lessons as their users meet them: commands, the HTTP interface, a running server."""

import json
import tomllib
from collections.abc import Generator

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.desk import Desk
from assistant.settings import Settings
from assistant.teaching import House
from tests.demo import TODAY
from tests.functional.running import Wendan
from tests.functional.serving import as_, assert_problem, running

MANAGER, REP, FINANCE, ADMIN = "U02", "U05", "U11", "U12"
QUESTION, SAME = "上季度流水", "上季度销售额"


# ------------------------------------------------------------------------------- command line


def test_what_was_missed_is_listed_and_taught_in_one_step(demo_wendan: Wendan) -> None:
    assert demo_wendan.run("misses").stdout == "Nothing was missed.\n"
    for user in (REP, MANAGER):
        demo_wendan.run("ask", QUESTION, "--as", user)
    listed = demo_wendan.run("misses").stdout.splitlines()
    assert listed[0].split("\t")[:3] == ["words", "times", "roles"]
    cells = listed[1].split("\t")
    assert (cells[:3], cells[4]) == (["流水", "2", "manager, rep"], QUESTION)
    assert cells[5] == "wendan teach '流水' MEANING"
    group = json.loads(demo_wendan.run("misses", "--json", "--limit", "1").stdout)["items"][0]
    assert (group["words"], group["times"], group["teachable"]) == ("流水", 2, True)

    taught = demo_wendan.run("teach", "流水", "销售额")
    assert taught.stdout == '流水 means sales (销售额).\nwords.toml: "流水" = "sales"\n'
    rows = [
        json.loads(demo_wendan.run("ask", text, "--json").stdout)["results"][0]["rows"]
        for text in (QUESTION, SAME)
    ]
    assert rows[0] == rows[1]
    assert demo_wendan.run("misses").stdout == "Nothing was missed.\n"
    assert demo_wendan.run("teach", "流水", "sales").stdout.endswith("It meant that already.\n")
    assert demo_wendan.run("teach", "流水", "--forget").stdout == "流水 is forgotten.\n"
    assert "没听懂" in demo_wendan.run("ask", QUESTION).stdout


def test_customers_products_and_measures_are_taught_by_an_option(demo_wendan: Wendan) -> None:
    said = demo_wendan.run("teach", "老王家", "--customer", "C0012").stdout
    assert '"老王家" = "C0012"' in said
    formula = ("--formula", "units / orders", "--unit", "units")
    assert "measures.toml" in demo_wendan.run("teach", "单均件数", *formula).stdout
    assert "老王家" not in demo_wendan.run("ask", "老王家今年单均件数").stdout
    doctor = demo_wendan.run("doctor").stdout
    assert "ok      words: 1 own words of" in doctor


WRONG = [
    (("流水",), 2, "Give one meaning"),
    (("流水", "sales", "--customer", "C0012"), 2, "Give one meaning"),
    (("流水", "sales", "--forget"), 2, "takes the word alone"),
    (("销售额", "orders"), 1, "has a meaning already"),
    (("流水", "nothing"), 1, "No measure or dimension is called 'nothing'"),
    (("流水", "--forget"), 1, "has not been taught"),
    (("流水", "--formula", "sales / cost", "--unit", "money"), 1, "No component cost"),
    (("流水", "--formula", "sales / 2"), 1, "Give its unit"),
]


@pytest.mark.parametrize(("arguments", "status", "told"), WRONG)
def test_a_lesson_that_cannot_be_is_refused_and_nothing_is_written(
    demo_wendan: Wendan, arguments: tuple[str, ...], status: int, told: str
) -> None:
    found = demo_wendan.run("teach", *arguments)
    assert found.returncode == status
    assert told in " ".join(found.stderr.split())
    assert not (demo_wendan.home / "words.toml").exists()


def test_the_doctor_names_file_line_and_what_would_be_accepted(demo_wendan: Wendan) -> None:
    words = demo_wendan.home / "words.toml"
    words.write_text('[measures]\n"流水" = "turnover"\n', encoding="utf-8")
    found = demo_wendan.run("doctor")
    assert found.returncode == 1
    (line,) = [line for line in found.stdout.splitlines() if line.startswith("BROKEN")]
    assert f"words: {words}, line 2: '流水': no measure 'turnover'. Known: sales, " in line
    asked = demo_wendan.run("ask", SAME, "--json")
    assert asked.returncode == 0
    assert json.loads(asked.stdout)["status"] == "answered"
    assert "line 2" in asked.stderr


def test_processes_that_teach_at_once_all_get_their_line(demo_wendan: Wendan) -> None:
    lessons = {"流水": "sales", "落袋": "collected", "战区": "region", "货量": "units"}
    started = [demo_wendan.launch("teach", word, meaning) for word, meaning in lessons.items()]
    ended = [process.wait() for process in started]
    assert ended == [0] * len(lessons), (demo_wendan.home / "teach.log").read_text("utf-8")
    words = tomllib.loads((demo_wendan.home / "words.toml").read_text(encoding="utf-8"))
    assert {word for section in words.values() for word in section} == set(lessons)


def test_a_running_server_takes_up_a_lesson_and_survives_a_broken_file(
    demo_wendan: Wendan,
) -> None:
    token = demo_wendan.run("token", REP).stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    words = demo_wendan.home / "words.toml"
    with demo_wendan.serving() as address, httpx.Client(base_url=address, timeout=60) as client:

        def status() -> str:
            body = {"text": QUESTION}
            reply = client.post("/api/v1/chat", headers=headers, json=body)
            assert reply.status_code == 200
            return reply.json()["status"]

        assert status() == "not_understood"
        demo_wendan.run("teach", "流水", "sales")
        assert status() == "answered"
        words.write_text("[measures\n", encoding="utf-8")
        assert status() == "answered"
        words.unlink()
        assert status() == "not_understood"
    log = next(demo_wendan.home.glob("serve-*.log")).read_text(encoding="utf-8")
    assert '"event": "words.broken"' in log
    assert "流水" not in log


# --------------------------------------------------------------------------------------- HTTP


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("home"))


@pytest.fixture
def client(own_demo_engine: Engine, house: House) -> Generator[httpx.Client]:
    settings = Settings(today=TODAY)
    clock = settings.clock()
    desk = Desk(own_demo_engine, catalog=house, today=clock.today, now=clock.now)
    app = create_app(settings, desk, engine=own_demo_engine, version="0")
    with running(app) as address, httpx.Client(base_url=address, timeout=60) as found:
        yield found


@pytest.fixture
def admin(own_demo_engine: Engine) -> dict[str, str]:
    return as_(own_demo_engine, ADMIN)


def ask(client: httpx.Client, headers: dict[str, str], text: str) -> str:
    reply = client.post("/api/v1/chat", headers=headers, json={"text": text})
    found: str = reply.json()["status"]
    return found


def test_an_admin_sees_the_misses_teaches_and_takes_back(
    client: httpx.Client, own_demo_engine: Engine, admin: dict[str, str]
) -> None:
    rep = as_(own_demo_engine, REP)
    assert ask(client, rep, QUESTION) == "not_understood"
    found = client.get("/api/v1/misses?language=en", headers=admin).json()
    (group,) = found["items"]
    assert (group["words"], group["times"], group["roles"]) == ("流水", 1, ["rep"])
    assert group["examples"][0]["text"] == QUESTION
    assert {"value": "sales", "label": "sales"} in found["measures"]
    assert {"value": "region", "label": "region"} in found["dimensions"]
    lesson = {"words": "流水", "kind": "measure", "meaning": "sales"}
    taught = client.post("/api/v1/words", headers=admin, json=lesson)
    assert taught.status_code == 200
    assert taught.json()["line"] == '"流水" = "sales"'
    assert ask(client, rep, QUESTION) == "answered"
    assert client.get("/api/v1/misses", headers=admin).json()["items"] == []
    assert client.delete("/api/v1/words?words=流水", headers=admin).status_code == 204
    assert ask(client, rep, QUESTION) == "not_understood"
    again = client.delete("/api/v1/words?words=流水", headers=admin)
    assert_problem(again, 409, "E-WORDS")


def test_a_disputed_answer_comes_to_the_admin(
    client: httpx.Client, own_demo_engine: Engine, admin: dict[str, str]
) -> None:
    rep = as_(own_demo_engine, REP)
    turn = client.post("/api/v1/chat", headers=rep, json={"text": SAME}).json()["turn_id"]
    client.post(f"/api/v1/turns/{turn}/dispute", headers=rep, json={"kind": "period"})
    (group,) = client.get("/api/v1/misses", headers=admin).json()["items"]
    assert (group["kind"], group["words"], group["teachable"]) == ("dispute", "period", False)
    assert group["examples"][0]["reading"]["period"].startswith("2026年Q3")
    ignored = {"words": "period", "kind": "ignore", "of": "dispute"}
    assert client.post("/api/v1/words", headers=admin, json=ignored).status_code == 204
    assert client.get("/api/v1/misses", headers=admin).json()["items"] == []


@pytest.mark.parametrize("user", [REP, MANAGER, FINANCE])
def test_other_roles_are_refused(
    client: httpx.Client, own_demo_engine: Engine, house: House, user: str
) -> None:
    headers = as_(own_demo_engine, user)
    lesson = {"words": "流水", "kind": "measure", "meaning": "sales"}
    assert_problem(client.get("/api/v1/misses", headers=headers), 403, "E-ROLE")
    assert_problem(client.post("/api/v1/words", headers=headers, json=lesson), 403, "E-ROLE")
    assert_problem(client.delete("/api/v1/words?words=流水", headers=headers), 403, "E-ROLE")
    assert_problem(client.get("/api/v1/misses"), 401, "E-TOKEN")
    assert not house.words.exists()


REFUSED = [
    ({"words": "销售额", "kind": "measure", "meaning": "orders"}, 409, "E-WORDS"),
    ({"words": "流水", "kind": "customer", "meaning": "<img src=x>"}, 409, "E-WORDS"),
    ({"words": 'x"\n[measures]', "kind": "measure", "meaning": "sales"}, 409, "E-WORDS"),
    ({"words": "流\x00水", "kind": "measure", "meaning": "sales"}, 409, "E-WORDS"),
    (
        {"words": "流水", "kind": "formula", "meaning": "sales.__class__", "unit": "x"},
        409,
        "E-WORDS",
    ),
    ({"words": "流" * 201, "kind": "measure", "meaning": "sales"}, 422, "E-INPUT"),
    ({"words": "流水", "kind": "verb", "meaning": "sales"}, 422, "E-INPUT"),
    ({"words": " ", "kind": "measure", "meaning": "sales"}, 422, "E-INPUT"),
    ({"words": "流水", "kind": "measure", "meaning": "sales", "file": "/etc/x"}, 422, "E-INPUT"),
    ({"words": "流" * 100_000, "kind": "measure", "meaning": "sales"}, 413, "E-TOO-LARGE"),
]


@pytest.mark.parametrize(("lesson", "status", "code"), REFUSED)
def test_a_lesson_that_cannot_be_is_a_problem_and_writes_nothing(
    client: httpx.Client,
    admin: dict[str, str],
    house: House,
    lesson: dict[str, str],
    status: int,
    code: str,
) -> None:
    assert_problem(client.post("/api/v1/words", headers=admin, json=lesson), status, code)
    assert not house.words.exists()
    assert not house.measures.exists()


def test_a_refusal_is_told_in_the_askers_language(
    client: httpx.Client, admin: dict[str, str]
) -> None:
    lesson = {"words": "销售额", "kind": "measure", "meaning": "orders"}
    for language, told in (("zh-CN", "已经有意思了"), ("en", "has a meaning already")):
        headers = {**admin, "Accept-Language": language}
        problem = client.post("/api/v1/words", headers=headers, json=lesson).json()
        assert told in problem["detail"]
