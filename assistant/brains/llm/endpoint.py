"""Where a language model is: any server that speaks OpenAI's chat interface."""

from dataclasses import dataclass

from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.brains.llm.planner import ModelPlanner

SECONDS_A_CALL = 20.0
LONGEST_CALL = 400
"""Tokens: a call of a tool is short, and what is longer is no call."""


@dataclass(frozen=True)
class Endpoint:
    """A model behind an address; local servers need no key."""

    base_url: str
    model: str
    api_key: SecretStr | None = None
    seconds: float = SECONDS_A_CALL


def planner_at(endpoint: Endpoint) -> ModelPlanner:
    """Gives a planner with that model; nothing is sent yet."""
    model = ChatOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key or SecretStr("none"),
        model=endpoint.model,
        temperature=0,
        timeout=endpoint.seconds,
        max_retries=1,
        max_completion_tokens=LONGEST_CALL,
    )
    return ModelPlanner(model, endpoint.model)
