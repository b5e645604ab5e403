"""Every route there is, in the description or not: without a token it tells nothing, but a few."""

import re

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.engine import Engine

from assistant.app import create_app
from assistant.settings import Settings
from tests.demo import TODAY
from tests.functional.serving import desk_of, running
from tests.security.figures import Figures

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
OPEN = {
    "/": "the page, which asks for a token",
    "/healthz": "that the process lives",
    "/readyz": "whether it can answer, and no more than a code",
    "/docs": "the interface, which is the same everywhere",
    "/docs/style.css": "its looks",
    "/openapi.json": "the same for programs",
    "/static": "the page's files",
    "/widget.js": "what shows the widget's button, which is the same everywhere",
    "/widget": "the widget's page, which asks its host for a token",
}
"""Routes for everybody, each with what it tells."""
OTHERWISE = {
    "/metrics": "this machine, or a token of its own (functional/test_limits.py)",
    "/api/v1/demo/people": "this machine, in the demo (functional/test_demo_door.py)",
    "/api/v1/demo/session": "this machine, in the demo (functional/test_demo_door.py)",
    "/channels/{channel}/{door}": "the chat program's signature (channels/test_slack_door.py)",
}
"""Routes that somebody else guards, each with who and the test that holds it."""


@pytest.fixture
def app(own_demo_engine: Engine) -> FastAPI:
    settings = Settings.model_validate({"today": TODAY, "failed_tokens_per_minute": 0})
    desk = desk_of(own_demo_engine, settings.clock())
    return create_app(settings, desk, engine=own_demo_engine, version="0")


def test_no_other_route_answers_whom_it_does_not_know(app: FastAPI, figures: Figures) -> None:
    routes = {one.path or "": one.methods or set() for one in iter_route_contexts(app.routes)}
    assert set(OPEN) | set(OTHERWISE) <= set(routes), "these are no routes any more"
    asked = 0
    with running(app) as address, httpx.Client(base_url=address) as client:
        for route in set(routes) - set(OPEN) - set(OTHERWISE):
            path = re.sub(r"{[^}]*}", "x", route)
            for method in routes[route]:
                response = client.request(method, path)
                assert response.status_code == 401, f"{method} {path}"
                asked += 1
    assert {"/mcp", "/v1/chat/completions", "/v1/models"} <= set(routes)
    figures.count("routes asked without a token", asked)
