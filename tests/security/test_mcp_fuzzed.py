"""Messages of the Model Context Protocol as nobody's client sends them: no fault, and no leak."""

import json
from collections.abc import Generator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from assistant.settings import Settings
from crm.models import customers
from tests.demo import TODAY
from tests.functional.serving import as_, served
from tests.security.figures import Figures
from tests.security.injections import INJECTIONS

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
REP = "U05"
MOST_BYTES = 60_000
METHODS = (
    "initialize ping tools/list tools/call resources/read prompts/get logging/setLevel"
    " completion/complete subscriptions/listen server/discover notifications/initialized"
).split()
VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2026-07-28", "1999-01-01", "x")
TOOLS = ("ask", "figures", "rows", "profile", "reasons", "documents", "unanswerable", "x")
SAID = ("sales", "宁波", "上季度", "客户", "region", "order", "largest", "over 5", "not 宁波", "")
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from([*SAID, *INJECTIONS])
    | st.text(max_size=20)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda part: (
        st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=8), part, max_size=4)
    ),
    max_leaves=12,
)
ARGUMENTS = st.fixed_dictionaries(
    {},
    optional={
        name: ANYTHING | st.sampled_from(SAID) | st.lists(st.sampled_from(SAID), max_size=3)
        for name in (
            "measures by where period compare bound sort rows share of customer measure topic text"
            " conversation_id language"
        ).split()
    },
)
MEANT = st.sampled_from(
    [
        {"name": "figures", "arguments": {"measures": ["sales"], "period": "上季度"}},
        {"name": "figures", "arguments": {"measures": ["orders"], "by": ["region"]}},
        {"name": "rows", "arguments": {"of": "customer"}},
        {"name": "ask", "arguments": {"text": "今年各客户销售额"}},
    ]
)
"""Calls that are answered, to be sent in any form."""
CALLED = MEANT | st.fixed_dictionaries({"name": st.sampled_from(TOOLS), "arguments": ARGUMENTS})
MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "id": st.integers(0, 9), "method": st.just("tools/call")}
).flatmap(lambda one: CALLED.map(lambda params: {**one, "params": params}))
ODD = st.fixed_dictionaries(
    {"jsonrpc": st.sampled_from(["2.0", "1.0", 2])},
    optional={"id": LEAVES, "method": st.sampled_from(METHODS) | LEAVES, "params": ANYTHING},
)


@pytest.fixture
def server(own_demo_engine: Engine) -> Generator[httpx.Client]:
    none = dict.fromkeys(("questions", "requests", "failed_tokens"), 0)
    limits = {f"{kind}_per_minute": number for kind, number in none.items()}
    chosen = Settings.model_validate({"today": TODAY, **limits})
    with served(own_demo_engine, settings=chosen) as found:
        yield found


def test_no_message_breaks_the_protocols_door_or_shows_what_is_hidden(
    server: httpx.Client, own_demo_engine: Engine, figures: Figures
) -> None:
    headers = {
        **as_(own_demo_engine, REP),
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
    }
    hidden = _hidden(own_demo_engine)
    statuses: list[int] = []
    answered = 0

    @seed(figures.seed_of(0))
    @settings(
        max_examples=max(20, figures.cases // 20),
        database=None,
        deadline=None,
        phases=[Phase.generate],
    )
    @given(message=MESSAGES | MESSAGES | ODD | ANYTHING, version=st.sampled_from(VERSIONS))
    def send(message: Any, version: str) -> None:
        nonlocal answered
        body = json.dumps(message).encode()[:MOST_BYTES]
        sent = {**headers, "MCP-Protocol-Version": version}
        response = server.post("/mcp", content=body, headers=sent)
        statuses.append(response.status_code)
        assert response.status_code < 500, message
        assert response.status_code == 202 or response.json(), message
        text = json.dumps(response.json(), ensure_ascii=False) if response.content else ""
        answered += '"status": "answered"' in text
        assert not [name for name in hidden if name in text and name not in str(message)], message

    send()
    assert answered
    figures.count("messages to the protocol's door", len(statuses))
    figures.count("  of them answered with figures or rows", answered)
    figures.count("messages that it failed at", sum(status >= 500 for status in statuses))


def _hidden(engine: Engine) -> list[str]:
    """Gives the names of customers whom the caller may not see."""
    with engine.connect() as connection:
        others = sa.select(customers.c.name).where(customers.c.owner_id != REP)
        return list(connection.execute(others).scalars())
