"""Where a language model is: any server that speaks OpenAI's chat interface."""

from dataclasses import dataclass

from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.brains.llm.agent import Models
from assistant.brains.llm.allowance import LONGEST_CALL
from assistant.brains.llm.planner import ModelPlanner
from assistant.brains.llm.wire import client
from assistant.brains.llm.writer import ModelWriter

SECONDS = 20.0


@dataclass(frozen=True)
class Endpoint:
    """A model behind an address; local servers need no key."""

    base_url: str
    model: str
    api_key: SecretStr | None = None
    seconds: float = SECONDS
    """How long one question may take, all calls together."""
    allowed_hosts: tuple[str, ...] = ()
    fallback: "Endpoint | None" = None
    """Asked where this one fails."""


def planner_at(endpoint: Endpoint) -> ModelPlanner:
    """Gives a planner with that model; nothing is sent yet."""
    return ModelPlanner(_models(endpoint), endpoint.model, endpoint.seconds)


def writer_at(endpoint: Endpoint) -> ModelWriter:
    """Gives a writer with that model; nothing is sent yet."""
    return ModelWriter(_models(endpoint), endpoint.model, endpoint.seconds)


def _models(endpoint: Endpoint) -> Models:
    other = endpoint.fallback
    return Models(_model(endpoint), _model(other) if other is not None else None)


def _model(endpoint: Endpoint) -> ChatOpenAI:
    return ChatOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key or SecretStr("none"),
        model=endpoint.model,
        temperature=0,
        timeout=endpoint.seconds,
        max_retries=0,  # it is tried again, within its time
        max_completion_tokens=LONGEST_CALL,
        http_client=client(endpoint.allowed_hosts, seconds=endpoint.seconds),
    )
