# pyright: basic, reportMissingImports=false
# (the frameworks are installed by `make bench` only, not where the types are checked)
"""LangChain's SQL agents with a model that costs nothing, beside our two brains.

The scripted model answers as a good one would, without a mistake and without a wait, so what is
measured is what the framework itself needs, and how much of a prompt each question would cost.
"""

import json
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from assistant.conversation.question import Question
from assistant.desk import Desk
from crm.access import operator
from crm.database import connect, sqlite_url
from evals.bench.answering import new_desk
from evals.bench.demo_company import demo_home
from evals.bench.prompt_tokens import Counter, counter
from evals.bench.sampling import Sample, in_turn, spent
from evals.bench.tables import Table, met, ms, times

BUDGET_S = 15
OVERHEAD_MS = 25
"""What asking a model may cost of CPU beside the model itself, a question."""
SHARE = 0.25
"""What a question may need of the prompt tokens that LangChain's SQL agent needs."""
RULES, MODEL = "Wendan, rules brain", "Wendan, model brain"
SQL_AGENT = "LangChain create_agent + SQL toolkit"
UNREAD = "offload"
"""A word that the rules do not know."""
HEADER = ("way", "runs", "CPU ms", "wall ms", "ratio", "model calls", "prompt tokens")
STATEMENT = """SELECT SUM(ol.quantity) FROM order_lines ol
JOIN orders o ON o.order_id = ol.order_id
WHERE o.customer_id = '{customer_id}' AND ol.product_id = '{product_id}'
AND o.status IN ('confirmed', 'shipped', 'completed')
AND o.ordered_at >= '2026-07-01' AND o.ordered_at < '2026-10-01'"""
NEEDED = "customers, order_lines, orders, products"


@dataclass
class Bill:
    """What the scripted model was asked, over one question."""

    counter: Counter
    calls: int = 0
    tokens: int = 0

    def add(self, messages: list[Any], tools: list[Any]) -> None:
        """Adds one call with its messages and the tools that were offered."""
        self.calls += 1
        self.tokens += self.counter.prompt(messages) + self.counter.text(_compact(tools))


ABOUT = (
    "The agents' model is scripted: list tables, schema, check, query, answer.",
    "It waits for nothing; a real one adds seconds a call.",
    "Tokens: o200k, messages and tool schemas of all calls.",
)


def agents(workplace: Path, _scale: float) -> Iterator[Table]:
    """Gives one table."""
    _keep_quiet()
    home = demo_home(workplace)
    url = sqlite_url(home.folder / "wendan.db")
    engine = connect(url)
    desk = new_desk(engine)
    desk.warm()
    customer, product, ids = _asked_about(engine)
    text = f"units of {product} sold to {customer} last quarter"
    script = _Script(STATEMENT.format(**ids))
    bill = Bill(counter(workplace / "encodings"))
    model = _scripted(script, bill)
    unread = f"how many {product} did we {UNREAD} to {customer} last quarter"
    planning = _planning_desk(engine, _Plan(customer, product), bill)
    ways: dict[str, Callable[[], object]] = {
        RULES: lambda: desk.ask(operator(), Question(text)),
        MODEL: lambda: planning.ask(operator(), Question(unread)),
        SQL_AGENT: _new_agent(url, model, text),
        "LangChain create_sql_agent": _classic_agent(url, model, text),
    }
    bills = [_billed(bill, way) for way in ways.values()]
    samples = in_turn(*(lambda way=way: spent(way) for way in ways.values()), budget_s=BUDGET_S)
    reply, planned = (
        one.ask(operator(), Question(asked)) for one, asked in ((desk, text), (planning, unread))
    )
    engine.dispose()
    yield Table(
        f"One question at demo size: {text!r}",
        HEADER,
        [
            _row(name, found, samples[0], billed)
            for name, found, billed in zip(ways, samples, bills, strict=True)
        ],
        (
            f"Wendan: {reply.status}, {reply.text!r}, {reply.checked.matched} figures checked.",
            f"Its model brain, of {unread!r}: {planned.brain}, {planned.text!r}.",
            *_demanded(dict(zip(ways, samples, strict=True)), dict(zip(ways, bills, strict=True))),
            *ABOUT,
        ),
    )


def _keep_quiet() -> None:
    # The package announces its end at every import; nothing has taken its SQL tools over yet.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    os.environ["LANGSMITH_TRACING"] = "false"  # with it LangChain would send each run away


def _demanded(samples: Mapping[str, Sample], bills: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Gives what the model brain takes beside the rules and the agent, and whether it may."""
    yield _overhead(samples[MODEL], samples[RULES])
    yield _share(bills[MODEL][1], bills[SQL_AGENT][1])


def _overhead(model: Sample, rules: Sample) -> str:
    over = model.cpu_ms - rules.cpu_ms
    holds = met(over <= OVERHEAD_MS)
    return f"Framework overhead: {ms(over)} ms CPU a turn, <= {OVERHEAD_MS} ms: {holds}."


def _share(own: int, other: int) -> str:
    holds = met(own <= other * SHARE)
    return f"Prompt tokens: {own:,} of {other:,}, {own / other:.1%} <= {SHARE:.0%}: {holds}."


def _planning_desk(engine: Engine, plan: "_Plan", bill: Bill) -> Desk:
    """Gives a desk that asks the scripted model what the rules do not read."""
    from assistant.brains.llm.agent import Models  # noqa: PLC0415  (loads LangChain)
    from assistant.brains.llm.planner import ModelPlanner  # noqa: PLC0415  (loads LangChain)

    desk = new_desk(engine, planner=ModelPlanner(Models(_scripted(plan, bill)), "scripted", 60))
    desk.warm()
    return desk


def _row(name: str, found: Sample, first: Sample, billed: tuple[int, int]) -> tuple[str, ...]:
    calls, tokens = billed
    return (
        name,
        str(len(found.runs)),
        ms(found.cpu_ms),
        ms(found.wall_ms),
        times(found.cpu_ms, first.cpu_ms),
        str(calls),
        f"{tokens:,}",
    )


def _billed(bill: Bill, way: Callable[[], object]) -> tuple[int, int]:
    """Gives the model calls and prompt tokens of one question."""
    bill.calls = bill.tokens = 0
    way()
    calls, tokens = bill.calls, bill.tokens
    return calls, tokens


def _asked_about(engine: Engine) -> tuple[str, str, dict[str, str]]:
    """Gives a customer's name, the model that it bought most often last quarter, and their ids."""
    with engine.connect() as connection:
        row = connection.exec_driver_sql(
            """SELECT c.name, p.model, c.customer_id, p.product_id FROM order_lines l
            JOIN orders o ON o.order_id = l.order_id
            JOIN customers c ON c.customer_id = o.customer_id
            JOIN products p ON p.product_id = l.product_id
            WHERE o.ordered_at >= '2026-07-01' AND o.ordered_at < '2026-10-01'
            AND c.name GLOB '[A-Z]*'
            GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 3, 4 LIMIT 1"""
        ).one()
    return row[0], row[1], {"customer_id": row[2], "product_id": row[3]}


@dataclass(frozen=True)
class _Script:
    """What the model says, by what it has been told so far."""

    statement: str

    def next_call(self, tools_answered: int) -> tuple[str, dict[str, str]] | None:
        """Gives the next tool call; None when it is time to answer."""
        calls = (
            ("sql_db_list_tables", {"tool_input": ""}),
            ("sql_db_schema", {"table_names": NEEDED}),
            ("sql_db_query_checker", {"query": self.statement}),
            ("sql_db_query", {"query": self.statement}),
        )
        return calls[tools_answered] if tools_answered < len(calls) else None


@dataclass(frozen=True)
class _Plan:
    """What the model says to us: one call that fits."""

    customer: str
    product: str
    statement: str = ""

    def next_call(self, tools_answered: int) -> tuple[str, dict[str, Any]] | None:
        """Gives the call; None when it was made."""
        if tools_answered:
            return None
        empty = {"by": [], "compare": "", "bound": "", "sort": "", "rows": 0, "share": False}
        said = {"measures": ["units"], "where": [self.product, self.customer]}
        meant = {"period": "last quarter", "unknown": [{"word": UNREAD, "means": "units"}]}
        return "figures", {**said, **meant, **empty}


def _scripted(script: "_Script | _Plan", bill: Bill) -> Any:
    """Gives a chat model that follows the script and writes the bill."""
    from langchain_core.language_models.chat_models import BaseChatModel  # noqa: PLC0415
    from langchain_core.messages import AIMessage  # noqa: PLC0415
    from langchain_core.outputs import ChatGeneration, ChatResult  # noqa: PLC0415
    from langchain_core.utils.function_calling import convert_to_openai_tool  # noqa: PLC0415

    class Scripted(BaseChatModel):
        @property
        def _llm_type(self) -> str:
            return "scripted"

        def bind_tools(self, tools: Any, **_: Any) -> Any:
            return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools])

        def _generate(
            self, messages: Any, stop: Any = None, run_manager: Any = None, **given: Any
        ) -> ChatResult:
            del stop, run_manager
            tools = given.get("tools", [])
            bill.add(messages, tools)
            return ChatResult(generations=[ChatGeneration(message=said(messages, tools))])

    def said(messages: Any, tools: Any) -> AIMessage:
        if not tools:  # the toolkit's query checker asks the model by itself
            return AIMessage(script.statement)
        answered = sum(message.type == "tool" for message in messages)
        call = script.next_call(answered)
        if call is None:
            return AIMessage("The customer bought that many units last quarter.")
        name, arguments = call
        asked = {"name": name, "args": arguments, "id": f"call_{answered}", "type": "tool_call"}
        return AIMessage("", tool_calls=[asked])

    return Scripted()


def _new_agent(url: str, model: Any, text: str) -> Callable[[], object]:
    """Gives what asks the agent that LangChain's documentation builds today."""
    from langchain.agents import create_agent  # noqa: PLC0415
    from langchain_community.agent_toolkits.sql.prompt import SQL_PREFIX  # noqa: PLC0415
    from langchain_community.agent_toolkits.sql.toolkit import SQLDatabaseToolkit  # noqa: PLC0415
    from langchain_community.utilities import SQLDatabase  # noqa: PLC0415

    toolkit = SQLDatabaseToolkit(db=SQLDatabase.from_uri(url), llm=model)
    prompt = SQL_PREFIX.format(dialect="sqlite", top_k=10)
    agent = create_agent(model, toolkit.get_tools(), system_prompt=prompt)
    return lambda: agent.invoke({"messages": [{"role": "user", "content": text}]})


def _classic_agent(url: str, model: Any, text: str) -> Callable[[], object]:
    """Gives what asks the SQL agent of langchain-community."""
    from langchain_community.agent_toolkits import create_sql_agent  # noqa: PLC0415
    from langchain_community.utilities import SQLDatabase  # noqa: PLC0415

    agent = create_sql_agent(model, db=SQLDatabase.from_uri(url), agent_type="tool-calling")
    return lambda: agent.invoke({"input": text})


def _compact(tools: list[Any]) -> str:
    return json.dumps(tools, separators=(",", ":")) if tools else ""
