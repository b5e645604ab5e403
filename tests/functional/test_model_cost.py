"""What a question to a language model costs: in the reply, its receipt, the metrics, the limits."""

import json
from collections.abc import Generator

import httpx
import pytest

from assistant.conversation.reply import Reply
from tests.functional.running import Wendan
from tests.functional.scripted_model import Script, figures, scripted_model

UNREAD = "宁波上季度斩获如何"
MEANT: list[dict[str, str]] = [{"word": "斩获", "means": "sales"}]
PLAN = figures("sales", where=["宁波"], period="上季度", unknown=MEANT)
PRICES = {"LLM_PROMPT_PRICE": "2", "LLM_COMPLETION_PRICE": "8", "LLM_CACHED_PRICE": "0.5"}


@pytest.fixture
def script() -> Generator[Script]:
    """A model that says that it had read 60 of 100 tokens before."""
    with scripted_model() as found:
        found.cached = 60
        found.does(PLAN)
        yield found


@pytest.fixture
def priced(demo_wendan: Wendan, script: Script) -> Wendan:
    """An installation that knows what its model costs."""
    model = {"LLM_BASE_URL": script.base_url, "LLM_MODEL": "scripted", "LLM_PRICE_CURRENCY": "CNY"}
    return Wendan(demo_wendan.home, {**demo_wendan.settings, **model, **PRICES})


def test_the_cost_stands_in_the_reply_its_receipt_and_the_list_of_days(priced: Wendan) -> None:
    reply = Reply.model_validate_json(priced.run("ask", UNREAD, "--json").stdout)
    assert (reply.usage.cost, reply.usage.currency) == ("0.000190", "CNY")
    assert reply.usage.cached_tokens == 60
    assert "scripted, 110 tokens, CNY 0.000190" in priced.run("ask", UNREAD).stdout
    (used,) = json.loads(priced.run("usage", "--json").stdout)["items"]
    assert (used["questions"], used["cost"], used["currency"]) == (2, "0.00038", "CNY")
    assert used["cached_tokens"] == 120


def test_a_limit_in_money_leaves_the_model_unasked(priced: Wendan, script: Script) -> None:
    tight = Wendan(priced.home, {**priced.settings, "LLM_COST_PER_DAY": "0.0001"})
    reply = Reply.model_validate_json(tight.run("ask", UNREAD, "--json").stdout)
    assert (reply.status, script.requests) == ("not_understood", [])
    assert [notice.kind for notice in reply.notices] == ["model"]


def test_the_metrics_add_up_what_was_spent(priced: Wendan) -> None:
    token = priced.run("token", "U12").stdout.strip()
    with priced.serving() as address:
        headers = {"Authorization": f"Bearer {token}"}
        httpx.post(f"{address}/api/v1/chat", json={"text": UNREAD}, headers=headers, timeout=60)
        metrics = httpx.get(f"{address}/metrics").text
    assert 'wendan_model_cost_total{currency="CNY"} 0.00019' in metrics
    assert 'wendan_model_tokens_total{kind="cached"} 60.0' in metrics


def test_a_limit_in_money_without_a_price_is_refused(demo_wendan: Wendan) -> None:
    found = Wendan(demo_wendan.home, {**demo_wendan.settings, "LLM_COST_PER_DAY": "5"}).run("usage")
    assert found.returncode == 2
    assert "WENDAN_LLM_PROMPT_PRICE and WENDAN_LLM_COMPLETION_PRICE must be set" in found.stderr
