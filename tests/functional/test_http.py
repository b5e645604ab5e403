"""The HTTP interface on a real server: asking, refusing, and what every response carries."""

import json
from collections.abc import Generator, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import Engine

from assistant import tokens
from assistant.conversation.reply import Reply
from assistant.settings import Settings
from crm.database import connect, sqlite_url, writing
from crm.models import customers, disputes, users
from tests.demo import TODAY
from tests.functional.serving import FailingDesk, as_, assert_problem, served, token_for

MANAGER, REP, OTHER_REP, ADMIN = "U02", "U05", "U06", "U12"
QUESTION = "本季度销售额"


@pytest.fixture
def client(own_demo_engine: Engine) -> Generator[httpx.Client]:
    with served(own_demo_engine) as found:
        yield found


@pytest.fixture
def manager(own_demo_engine: Engine) -> dict[str, str]:
    return as_(own_demo_engine, MANAGER)


def ask(client: httpx.Client, headers: dict[str, str], text: str, **more: str) -> Reply:
    response = client.post("/api/v1/chat", headers=headers, json={"text": text, **more})
    assert response.status_code == 200, response.text
    return Reply.model_validate_json(response.text)


def test_a_question_is_answered_with_the_whole_reply(
    client: httpx.Client, manager: dict[str, str]
) -> None:
    reply = ask(client, manager, QUESTION)
    assert reply.status == "answered"
    assert reply.results[0].period is not None
    assert reply.results[0].period.end == TODAY.isoformat()
    assert reply.checked.figures == reply.checked.matched > 0


def test_a_stream_ends_with_the_same_reply_as_asking_at_once(
    client: httpx.Client, manager: dict[str, str]
) -> None:
    body = {"text": QUESTION}
    with client.stream("POST", "/api/v1/chat/stream", headers=manager, json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = list(events_of(response))
    names = [name for name, _ in events]
    assert names == ["status", "status", "result", "token", "done"]
    streamed = Reply.model_validate_json(events[-1][1])
    whole = ask(client, manager, QUESTION)
    assert (streamed.text, streamed.results) == (whole.text, whole.results)


def events_of(response: httpx.Response) -> Iterator[tuple[str, str]]:
    for block in response.read().decode().split("\n\n"):
        if block:
            name, data = block.split("\n")
            yield name.removeprefix("event: "), data.removeprefix("data: ")


def test_a_conversation_goes_on_by_its_id_and_can_be_read_again(
    client: httpx.Client, manager: dict[str, str]
) -> None:
    first = ask(client, manager, QUESTION)
    ask(client, manager, "上季度呢", conversation_id=first.conversation_id)
    listed = client.get("/api/v1/conversations", headers=manager).json()["items"]
    assert [(one["conversation_id"], one["title"]) for one in listed] == [
        (first.conversation_id, QUESTION)
    ]
    read = client.get(f"/api/v1/conversations/{first.conversation_id}", headers=manager).json()
    assert [turn["question"] for turn in read["turns"]] == [QUESTION, "上季度呢"]
    assert Reply.model_validate(read["turns"][0]["reply"]).text == first.text


def test_nobody_reads_or_continues_somebody_elses_conversation(
    own_demo_engine: Engine, client: httpx.Client, manager: dict[str, str]
) -> None:
    theirs = ask(client, manager, QUESTION).conversation_id
    other = as_(own_demo_engine, ADMIN)
    body = {"text": "上季度呢", "conversation_id": theirs}
    for response in (
        client.get(f"/api/v1/conversations/{theirs}", headers=other),
        client.post("/api/v1/chat", headers=other, json=body),
    ):
        assert_problem(response, 404, "E-CONVERSATION")
    streamed = client.post("/api/v1/chat/stream", headers=other, json=body)
    name, data = list(events_of(streamed))[-1]
    assert (name, json.loads(data)["code"]) == ("error", "E-CONVERSATION")
    assert client.get("/api/v1/conversations", headers=other).json() == {"items": []}


def test_me_says_who_asks_and_what_that_person_sees(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    seen = {
        user_id: client.get(
            "/api/v1/me", headers=as_(own_demo_engine, user_id), params={"language": "en"}
        ).json()
        for user_id in (REP, MANAGER, ADMIN)
    }
    assert seen[REP]["user"]["role"] == "rep"
    assert seen[ADMIN]["scope"]["customers"] == 300
    assert 0 < seen[REP]["scope"]["customers"] < seen[MANAGER]["scope"]["customers"] < 300
    assert seen[REP]["business_date"] == "2026-11-21"
    assert len(seen[REP]["questions"]) == 3
    assert seen[REP]["demo"] is False


def test_a_dispute_is_kept_for_ones_own_turn_only(
    own_demo_engine: Engine, client: httpx.Client, manager: dict[str, str]
) -> None:
    turn = ask(client, manager, QUESTION).turn_id
    body = {"kind": "figure", "note": "少了一单"}
    path = f"/api/v1/turns/{turn}/dispute"
    assert client.post(path, headers=manager, json=body).status_code == 204
    refused = client.post(path, headers=as_(own_demo_engine, ADMIN), json=body)
    assert_problem(refused, 404, "E-CONVERSATION")
    with own_demo_engine.connect() as connection:
        kept = connection.execute(disputes.select()).one()
    assert (kept.turn_id, kept.user_id, kept.kind, kept.note) == (
        turn,
        MANAGER,
        "figure",
        "少了一单",
    )


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic dTpw", "Bearer 令牌"])
def test_without_a_valid_token_nothing_is_told(client: httpx.Client, header: str) -> None:
    headers = {b"Authorization": header.encode()} if header else None
    for method, path in (
        ("POST", "/api/v1/chat"),
        ("POST", "/api/v1/chat/stream"),
        ("GET", "/api/v1/me"),
        ("GET", "/api/v1/conversations"),
        ("GET", "/api/v1/conversations/1"),
        ("POST", "/api/v1/turns/1/dispute"),
        ("POST", "/mcp"),
    ):
        response = client.request(method, path, headers=headers)
        assert_problem(response, 401, "E-TOKEN")
        assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends_with_its_days_with_its_user_and_when_it_is_taken_back(
    own_demo_engine: Engine, client: httpx.Client
) -> None:
    past = Settings().clock().now() - timedelta(days=2)
    with writing(own_demo_engine) as connection:
        old = tokens.issue(connection, REP, now=past, days=1)
    left, revoked = token_for(own_demo_engine, OTHER_REP), token_for(own_demo_engine, ADMIN)
    with writing(own_demo_engine) as connection:
        connection.execute(users.delete().where(users.c.user_id == OTHER_REP))
        tokens.revoke(connection, ADMIN)
    for token in (old, left, revoked):
        response = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert_problem(response, 401, "E-TOKEN")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "E-INPUT"),
        (b"{", "E-INPUT"),
        (b"[]", "E-INPUT"),
        (b'{"text": ""}', "E-INPUT"),
        (b'{"text": "  "}', "E-INPUT"),
        (b'{"text": 5}', "E-INPUT"),
        (b'{"txt": "sales"}', "E-INPUT"),
        (b'{"text": "sales", "conversation": "c"}', "E-INPUT"),
        (b'{"text": "sales", "language": "fr"}', "E-INPUT"),
        (b'{"text": "sales", "conversation_id": "../x"}', "E-INPUT"),
        (b'{"text": "\\ud800"}', "E-INPUT"),
        (json.dumps({"text": "销" * 2001}).encode(), "E-TOO-LONG"),
    ],
)
def test_what_is_no_question_is_refused_with_its_reason(
    client: httpx.Client, manager: dict[str, str], body: bytes, code: str
) -> None:
    headers = {**manager, "Content-Type": "application/json"}
    for path in ("/api/v1/chat", "/api/v1/chat/stream"):
        assert_problem(client.post(path, headers=headers, content=body), 422, code)


def test_a_question_of_exactly_the_limit_or_with_odd_characters_is_taken(
    client: httpx.Client, manager: dict[str, str]
) -> None:
    for text in ("销" * 2000, "sales\0 \x1b[31m\u202e", "😀" * 50):
        assert ask(client, manager, text).status in {"answered", "not_understood", "clarify"}


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_not_read(
    client: httpx.Client, manager: dict[str, str], chunked: bool
) -> None:
    large = b'{"text": "' + b"a" * 70_000 + b'"}'
    content = iter([large[:1000], large[1000:]]) if chunked else large
    headers = {**manager, "Content-Type": "application/json"}
    response = client.post("/api/v1/chat", headers=headers, content=content)
    assert_problem(response, 413, "E-TOO-LARGE")


def test_unknown_addresses_and_methods_are_problems_too(client: httpx.Client) -> None:
    assert_problem(client.get("/nothing"), 404, "E-NOT-FOUND")
    assert_problem(client.get("/static/nothing.js"), 404, "E-NOT-FOUND")
    assert_problem(client.get("/static/..%2f..%2froutes.py"), 404, "E-NOT-FOUND")
    response = client.get("/api/v1/chat")
    assert_problem(response, 405, "E-METHOD")
    assert response.headers["allow"] == "POST"


def test_no_address_is_redirected_to_one_that_the_request_names(client: httpx.Client) -> None:
    found = client.get("/api/v1/me/", headers={"Host": "elsewhere.example"})
    assert_problem(found, 404, "E-NOT-FOUND")
    assert "location" not in found.headers


def test_a_problem_is_told_in_the_askers_language(client: httpx.Client) -> None:
    told = {
        language: client.get("/api/v1/me", headers={"Accept-Language": language}).json()["detail"]
        for language in ("zh-CN,zh;q=0.9", "en-GB")
    }
    assert list(told.values()) == ["令牌无效或已过期。", "The token is not valid or has expired."]


def test_an_unexpected_failure_gives_a_code_and_says_nothing_of_its_content(
    own_demo_engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = as_(own_demo_engine, MANAGER)
    with served(own_demo_engine, kind=FailingDesk) as client:
        response = client.post("/api/v1/chat", headers=headers, json={"text": "secret words"})
        counted = client.get("/metrics").text
    code = response.json()["code"]
    assert_problem(response, 500, code)
    assert "wendan_failures_total 1.0" in counted
    logged = "".join(capfd.readouterr())
    assert code in logged
    assert "RuntimeError" in logged
    assert "secret words" not in logged + response.text


def test_a_stream_that_breaks_ends_with_an_error(own_demo_engine: Engine) -> None:
    headers = as_(own_demo_engine, MANAGER)
    with served(own_demo_engine, kind=FailingDesk) as client:
        response = client.post("/api/v1/chat/stream", headers=headers, json={"text": "secret"})
    name, data = list(events_of(response))[-1]
    assert name == "error"
    assert json.loads(data)["status"] == 500
    assert "secret" not in data


def test_a_database_that_is_gone_is_not_ready_and_says_so(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "own.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = connect(sqlite_url(path))
    with served(engine) as client:
        assert client.get("/readyz").json() == {"status": "ok"}
        engine.dispose()
        path.write_bytes(b"")
        assert_problem(client.get("/readyz"), 503, "E-SCHEMA")
        assert client.get("/healthz").json() == {"status": "ok"}
    engine.dispose()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/docs/style.css",
        "/static/js/app.js",
        "/api/v1/me",
        "/v1/models",
        "/mcp",
        "/nothing",
    ],
)
def test_every_response_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_and_its_files_are_served_and_revalidated(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "<wd-app>" in page.text
    script = client.get("/static/js/app.js")
    assert script.headers["cache-control"] == "no-cache"
    again = client.get("/static/js/app.js", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304
    assert client.head("/").status_code == 200


def test_answers_are_kept_in_no_cache(client: httpx.Client, manager: dict[str, str]) -> None:
    for path in ("/api/v1/me", "/v1/models", "/mcp"):
        response = client.get(path, headers=manager)
        assert response.headers["cache-control"] == "no-store"


def test_the_documentation_names_every_route_and_loads_nothing_from_elsewhere(
    client: httpx.Client,
) -> None:
    page = client.get("/docs").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page
    assert "/api/v1/chat/stream" in page
    assert "https://" not in page
    assert "<script" not in page


def test_metrics_count_the_turns_by_status(client: httpx.Client, manager: dict[str, str]) -> None:
    ask(client, manager, QUESTION)
    ask(client, manager, "xyzzy")
    counted = client.get("/metrics").text
    assert 'wendan_turns_total{brain="rules",status="answered"} 1.0' in counted
    assert 'wendan_turns_total{brain="rules",status="not_understood"} 1.0' in counted
    assert 'wendan_turn_seconds_count{brain="rules"} 2.0' in counted


def test_the_log_holds_figures_of_a_turn_and_none_of_its_words(
    own_demo_engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = as_(own_demo_engine, MANAGER)
    with own_demo_engine.connect() as connection:
        name = connection.execute(customers.select().limit(1)).one().name
    with served(own_demo_engine) as client:
        reply = ask(client, headers, f"{name}本季度销售额")
    logged = "".join(capfd.readouterr())
    assert reply.turn_id in logged
    for secret in (name, "销售额", headers["Authorization"], "于星野"):
        assert secret not in logged
