"""The Model Context Protocol, spoken by its official client: tools with the caller's own rights."""

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import httpx2
import pytest
import sqlalchemy as sa
from jsonschema import Draft202012Validator
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult
from sqlalchemy.engine import Engine

from assistant import tokens
from assistant.settings import Settings
from crm.database import connect, sqlite_url, writing
from crm.models import audit_log, customers
from tests.demo import TODAY
from tests.functional.serving import FailingDesk, as_, assert_problem, served

MANAGER, REP, OTHER_REP, ADMIN = "U02", "U05", "U06", "U12"
SALES = {"measures": ["sales"], "period": "上季度"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ACCEPTED = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def office(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Engine]:
    """The demo company."""
    path = tmp_path_factory.mktemp("mcp") / "demo.db"
    shutil.copyfile(demo_database, path)
    found = connect(sqlite_url(path))
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def server(office: Engine) -> Generator[httpx.Client]:
    settings = Settings.model_validate({"today": TODAY, "questions_per_minute": 0})
    with served(office, settings=settings) as found:
        yield found


Found = TypeVar("Found")


class Office:
    """The server, as the client of some user finds it."""

    def __init__(self, server: httpx.Client, engine: Engine) -> None:
        self._server = server
        self._url = f"{server.base_url}/mcp"
        self._headers = {user: as_(engine, user) for user in (MANAGER, REP, OTHER_REP, ADMIN)}

    def with_client(
        self, user: str, work: Callable[[Client], Awaitable[Found]], mode: str = "auto"
    ) -> Found:
        async def connected() -> Found:
            async with (
                httpx2.AsyncClient(headers=self._headers[user], timeout=30, verify=False) as http,
                Client(streamable_http_client(self._url, http_client=http), mode=mode) as client,
            ):
                return await work(client)

        return asyncio.run(connected())

    def call(self, user: str, tool: str, **arguments: Any) -> CallToolResult:
        return self.calls(user, [(tool, arguments)])[0]

    def calls(self, user: str, wanted: list[tuple[str, dict[str, Any]]]) -> list[CallToolResult]:
        async def each(client: Client) -> list[CallToolResult]:
            return [await client.call_tool(tool, arguments) for tool, arguments in wanted]

        return self.with_client(user, each)

    def reply(self, user: str, text: str) -> dict[str, Any]:
        """Gives the reply to a question that is not asked by the protocol."""
        headers = self._headers[user]
        response = self._server.post("/api/v1/chat", headers=headers, json={"text": text})
        told: Any = response.json()
        return dict(told)

    def told(self, user: str, tool: str, **arguments: Any) -> dict[str, Any]:
        found = self.call(user, tool, **arguments).structured_content
        assert found is not None
        return found


@pytest.fixture(scope="module")
def mcp(server: httpx.Client, office: Engine) -> Office:
    return Office(server, office)


def text_of(found: CallToolResult) -> str:
    return "\n".join(getattr(part, "text", "") for part in found.content)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_that_look_something_up_are_offered_and_none_that_writes(
    mcp: Office, mode: str
) -> None:
    listed = mcp.with_client(MANAGER, lambda client: client.list_tools(), mode)
    assert [tool.name for tool in listed.tools] == ["ask", "figures", "rows", "profile", "reasons"]
    for tool in listed.tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert "unknown" not in tool.input_schema["properties"]
    figures = listed.tools[1]
    assert figures.input_schema["required"] == ["measures"]
    assert "sales 销售额" in (figures.description or "")


def test_each_tool_says_what_its_result_holds(mcp: Office) -> None:
    """The client holds every result that is no error against it by itself."""
    listed = mcp.with_client(MANAGER, lambda client: client.list_tools(), "auto")
    for tool in listed.tools:
        assert tool.output_schema is not None
        assert {"status", "text", "results", "scope"} <= {*tool.output_schema["required"]}
        wrong = {"status": "answered", "results": [{"rows": [["¥1"]]}]}
        assert list(Draft202012Validator(tool.output_schema).iter_errors(wrong))
    for language, where in (("zh", ["宁波"]), ("en", ["Nowhere"])):
        told = mcp.call(ADMIN, "figures", **SALES, where=where, language=language)
        schema = listed.tools[0].output_schema
        assert schema is not None
        assert not list(Draft202012Validator(schema).iter_errors(told.structured_content))


QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "上季度销售额": ("figures", SALES),
    "本季度各区域销售额": (
        "figures",
        {"measures": ["销售额"], "by": ["区域"], "period": "本季度"},
    ),
    "上个月5万以上的订单": ("rows", {"of": "order", "period": "上个月", "bound": "5万以上"}),
    "为什么上个月销售额降了": ("reasons", {"measure": "sales", "period": "上个月"}),
}


@pytest.mark.parametrize("user", [MANAGER, REP])
def test_a_tool_gives_the_rows_of_the_same_question_and_each_caller_their_own(
    mcp: Office, user: str
) -> None:
    asked = [mcp.reply(user, question) for question in QUESTIONS]
    for reply, found in zip(asked, mcp.calls(user, list(QUESTIONS.values())), strict=True):
        told = found.structured_content
        assert told is not None
        assert (told["status"], reply["status"]) == ("answered", "answered")
        assert [one["rows"] for one in told["results"]] == [one["rows"] for one in reply["results"]]
        assert told["scope"] == reply["scope"]
        assert told["checked"]["figures"] == told["checked"]["matched"] > 0
        assert {one["slot"] for one in told["reading"]} >= {"period", "scope"}


def test_a_result_says_in_words_how_it_was_read_and_where_it_comes_from(mcp: Office) -> None:
    found = mcp.call(MANAGER, "figures", **SALES, where=["宁波"])
    text = text_of(found)
    assert not found.is_error
    for part in ("宁波", "2026年Q3", "口径:", "范围:", "数据:", "核对:"):
        assert part in text
    english = text_of(mcp.call(MANAGER, "figures", **SALES, where=["宁波"], language="en"))
    assert "definition:" in english


def test_a_question_in_words_may_go_on(mcp: Office) -> None:
    first = mcp.told(MANAGER, "ask", text="宁波上季度销售额")
    then = mcp.told(
        MANAGER, "ask", text="按月看", conversation_id=first["conversation_id"], language="zh"
    )
    assert (first["status"], then["status"]) == ("answered", "answered")
    assert len(then["results"][0]["rows"]) == 3


def hidden_from(engine: Engine, owner: str) -> str:
    with engine.connect() as connection:
        owned = sa.select(customers.c.name).where(customers.c.owner_id == owner)
        return connection.execute(owned.order_by(customers.c.name).limit(1)).scalar_one()


def test_a_rep_finds_no_customer_of_another_by_any_tool(office: Engine, mcp: Office) -> None:
    name, missing = hidden_from(office, OTHER_REP), "Cedarcroft Nowhere (Foshan) Co., Ltd."
    told = mcp.calls(REP, about(name))
    nowhere = mcp.calls(REP, about(missing))
    for found, none in zip(told, nowhere, strict=True):
        assert found.is_error
        assert "I do not understand" in text_of(found)
        assert found.structured_content is not None
        assert found.structured_content["results"] == []
        assert without(name, found) == without(missing, none)
    assert not any(found.is_error for found in mcp.calls(OTHER_REP, about(name)))


def about(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Gives calls that name a customer, in each way that there is."""
    return [
        ("profile", {"customer": name}),
        ("figures", {"measures": ["sales"], "where": [name]}),
        ("figures", {"measures": ["sales"], "where": [f"not {name}"]}),
        ("rows", {"of": "order", "where": [name]}),
        ("reasons", {"measure": "sales", "period": "last month", "where": [name]}),
        ("ask", {"text": f"sales of {name} this year"}),
    ]


def without(name: str, found: CallToolResult) -> str:
    """Gives a result without its ids, and without the name that was asked about."""
    return re.sub(r"[0-9a-f]{32}", "", found.model_dump_json()).replace(name.rstrip("."), "X")


def test_a_rep_lists_only_own_customers(office: Engine, mcp: Office) -> None:
    with office.connect() as connection:
        owned = sa.select(customers.c.name).where(customers.c.owner_id == REP)
        own = set(connection.execute(owned).scalars())
    listed = mcp.told(REP, "rows", of="customer", rows=200)["results"][0]
    at = [column["name"] for column in listed["columns"]].index("customer")
    assert {row[at] for row in listed["rows"]} == own


def test_a_call_is_on_record_and_so_is_whom_it_was_about_and_may_not_be(
    office: Engine, mcp: Office
) -> None:
    name = hidden_from(office, OTHER_REP)
    turns = [
        mcp.told(REP, "figures", **SALES)["turn_id"],
        mcp.told(REP, "profile", customer=name)["turn_id"],
    ]
    entries = sa.select(audit_log.c.actor, audit_log.c.detail, audit_log.c.subject)
    with office.connect() as connection:
        found = {row.subject: row for row in connection.execute(entries)}
    plain, other = (found[turn] for turn in turns)
    assert (plain.actor, other.actor) == (REP, REP)
    assert "hidden" not in str(plain.detail)
    assert "customer" in str(other.detail)
    assert name not in str(other.detail)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("figures", {"measures": []}, "measures:"),
    ("figures", {"measures": ["sales"], "rows": 10_000}, "rows:"),
    ("figures", {"measures": ["profit margin"]}, "There is no measure"),
    ("figures", {"measures": ["sales"], "by": ["planet"]}, "There is no dimension"),
    ("figures", {"measures": ["sales"], "period": "soonish"}, "is no period"),
    ("figures", {"measures": ["sales"], "sql": "SELECT 1"}, "sql:"),
    ("rows", {"of": "password"}, "of:"),
    ("profile", {}, "customer:"),
    ("ask", {"text": "销" * 2_001}, "text:"),
    ("ask", {"text": "按月看", "conversation_id": "nobodys"}, "E-CONVERSATION"),
    ("documents", {"topic": "退货"}, "no documents"),
    ("unanswerable", {"words": ["x"]}, "no tool 'unanswerable'"),
    ("figures", {"measures": ["sales"], "where": ["宁波"] * 400}, "500"),
]


def test_what_cannot_be_called_says_what_would(mcp: Office) -> None:
    told = mcp.calls(MANAGER, [(tool, arguments) for tool, arguments, _ in REFUSED])
    for found, (_, _, words) in zip(told, REFUSED, strict=True):
        assert found.is_error, words
        assert words in text_of(found)


def test_several_names_are_asked_back(mcp: Office) -> None:
    found = mcp.call(ADMIN, "figures", measures=["sales"], where=["Harbour"], language="en")
    assert not found.is_error
    assert "1. Harbour & Finch Ltd (customer)" in text_of(found)


def test_without_a_token_there_is_nothing(server: httpx.Client, office: Engine) -> None:
    assert_problem(server.post("/mcp", json=PING, headers=ACCEPTED), 401, "E-TOKEN")
    wrong = {"Authorization": "Bearer wrong", **ACCEPTED}
    assert_problem(server.post("/mcp", json=PING, headers=wrong), 401, "E-TOKEN")
    with writing(office) as connection:
        now = Settings().clock().now()
        token = tokens.issue(connection, REP, now=now, days=1, scopes=("export",))
    other = {"Authorization": f"Bearer {token}", **ACCEPTED}
    assert_problem(server.post("/mcp", json=PING, headers=other), 403, "E-SCOPE")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:8765"])
def test_no_page_of_a_browser_gets_in_whatever_it_is_called(
    server: httpx.Client, office: Engine, origin: str
) -> None:
    headers = {**as_(office, REP), **ACCEPTED, "Origin": origin}
    assert_problem(server.post("/mcp", json=PING, headers=headers), 403, "E-ORIGIN")
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = server.options("/mcp", headers=preflight)
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_message_is_limited_in_size_and_only_posted(server: httpx.Client, office: Engine) -> None:
    headers = {**as_(office, REP), **ACCEPTED}
    large = server.post("/mcp", headers=headers, content=b"x" * 70_000)
    assert_problem(large, 413, "E-TOO-LARGE")
    assert_problem(server.get("/mcp", headers=headers), 405, "E-METHOD")
    pinged = server.post("/mcp", headers=headers, json=PING)
    assert pinged.json()["result"] == {}
    assert pinged.headers["cache-control"] == "no-store"


def test_the_allowance_of_questions_is_the_same_one(own_demo_engine: Engine) -> None:
    settings = Settings.model_validate({"today": TODAY, "questions_per_minute": 2})
    with served(own_demo_engine, settings=settings) as server:
        mcp = Office(server, own_demo_engine)
        found = [mcp.call(REP, "figures", **SALES) for _ in range(3)]
    assert [one.is_error for one in found] == [False, False, True]
    assert "E-RATE" in text_of(found[-1])


def test_a_failure_tells_a_code_and_nothing_else(own_demo_engine: Engine) -> None:
    with served(own_demo_engine, kind=FailingDesk) as server:
        found = Office(server, own_demo_engine).call(REP, "ask", text="本季度销售额")
    assert found.is_error
    assert "E-" in text_of(found)
    assert "本季度" not in text_of(found)
