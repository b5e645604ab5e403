"""Every route, asked with whatever its description allows and what it does not, by everybody.

No answer is a failure of ours, and each is one that the description names: status, content type,
headers and body.
"""

# The types of schemathesis are partial, and requests has none.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeArgument=false

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.desk import Desk
from assistant.settings import Settings
from assistant.teaching import House
from crm.periods import standard_calendar
from tests.demo import TODAY
from tests.functional.serving import as_, running
from tests.security.figures import Figures

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
Operation = APIOperation[Any, Any, Any, Any]
HEALTHY = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
CALLERS = {"rep": "U05", "manager": "U02", "finance": "U11", "admin": "U12", "nobody": None}
QUESTIONS = (
    "本季度销售额",
    "各区域销售额",
    "上个月5万以上的订单",
    "介绍一下青禾电子",
    "今年卖得最多的产品",
    "why did sales drop last month",
    "monthly sales this year vs last year",
    "xyzzy",
    "你好",
    "销" * 2000,
)


@dataclass
class Fuzzed:
    """A service that is asked without limits, and what came of it."""

    address: str
    session: Any
    schema: Any
    tokens: dict[str, dict[str, str]]
    statuses: set[str] = field(default_factory=set[str])
    requests: int = 0
    failures: int = 0
    breaches: list[str] = field(default_factory=list[str])

    def operations(self) -> list[Operation]:
        return [found.ok() for found in self.schema.get_all_operations()]

    def ask(self, case: Case, caller: str) -> None:
        """Sends a case as somebody, and holds the answer to the description."""
        response = case.call(self.address, self.session, headers=dict(self.tokens[caller]))
        if case.path.endswith("/chat") and response.status_code == 200:
            self.statuses.add(response.json()["status"])
        self.requests += 1
        self.failures += response.status_code >= 500
        policy = response.headers.get("content-security-policy", [""])[0]
        if not policy.startswith("default-src 'none'; script-src 'self';"):
            self.breaches.append(f"{case.method} {case.path} has no strict policy: {policy!r}")
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as found:
            self.breaches.append(f"{caller}: {found}")


@pytest.fixture
def fuzzed(own_demo_engine: Engine, tmp_path: Path) -> Generator[Fuzzed]:
    none = dict.fromkeys(("questions", "requests", "failed_tokens"), 0)
    chosen = Settings.model_validate(
        {"today": TODAY, "home": tmp_path}
        | {f"{kind}_per_minute": number for kind, number in none.items()}
    )
    clock = chosen.clock()
    house = House(tmp_path, standard_calendar())
    desk = Desk(own_demo_engine, catalog=house, today=clock.today, now=clock.now)
    app = create_app(chosen, desk, engine=own_demo_engine, version="0")
    tokens = {
        name: {} if user is None else as_(own_demo_engine, user) for name, user in CALLERS.items()
    }
    schema = schemathesis.openapi.from_dict(app.openapi())
    with running(app) as address, requests.Session() as session:
        yield Fuzzed(address, session, schema, tokens)


def test_no_request_breaks_a_route_or_is_answered_otherwise_than_described(
    fuzzed: Fuzzed, figures: Figures
) -> None:
    operations = fuzzed.operations()
    examples = max(1, figures.cases // (len(operations) * len(CALLERS) * 6))
    for number, operation in enumerate(operations):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            # Where a route takes nothing, nothing wrong can be given to it.
            with suppress(Unsatisfiable):
                _ask_everybody(fuzzed, operation, mode, (figures.seed_of(number), examples))
    assert fuzzed.requests >= len(operations) * len(CALLERS)
    figures.count("endpoints fuzzed", len(operations))
    figures.count("requests sent to endpoints", fuzzed.requests)
    figures.count("answers with a status of 500 or more", fuzzed.failures)
    figures.count("breaches of the description", len(fuzzed.breaches))
    assert not fuzzed.breaches, fuzzed.breaches[0]


def _ask_everybody(
    fuzzed: Fuzzed,
    operation: Operation,
    mode: GenerationMode,
    much: tuple[int, int],
) -> None:
    first, examples = much

    @seed(first)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=HEALTHY,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        for caller in CALLERS:
            fuzzed.ask(case, caller)

    ask()


def test_what_people_ask_is_answered_as_described(fuzzed: Fuzzed) -> None:
    for path in ("/api/v1/chat", "/api/v1/chat/stream"):
        operation = fuzzed.schema[path]["POST"]
        for text in QUESTIONS:
            body = {"text": text}
            case = operation.Case(body=body, media_type="application/json")
            fuzzed.ask(case, "finance")
    operation = fuzzed.schema["/v1/chat/completions"]["POST"]
    for text in QUESTIONS:
        for stream in (False, True):
            messages = [{"role": "user", "content": text}]
            chat = {"model": "wendan", "messages": messages, "stream": stream}
            fuzzed.ask(operation.Case(body=chat, media_type="application/json"), "finance")
    assert fuzzed.statuses == {"answered", "clarify", "not_understood"}
    assert not fuzzed.breaches, fuzzed.breaches[0]
