"""The HTTP service: routes around one desk. The only place that wires them."""

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from sqlalchemy.engine import Engine

from assistant.actions.approvals import Approvals
from assistant.app import (
    actions,
    anomalies,
    api,
    audit,
    completions,
    documentation,
    documents,
    drafts,
    exports,
    health,
    identity,
    mcp_door,
    misses,
    outages,
    people,
    problems,
    schedules,
    today,
    verified,
    voice,
)
from assistant.app.chats import delivery_for, doors_of
from assistant.app.description import describe
from assistant.app.guard import Guard, RequestLimit
from assistant.app.hearing import hearing_for
from assistant.app.login import signed_tokens
from assistant.app.metrics import Meters
from assistant.app.readiness import Readiness
from assistant.app.seats import Seats
from assistant.app.service import Service
from assistant.app.turnstile import Turnstile
from assistant.channels import webhook
from assistant.conversation.posting import checker
from assistant.desk import Desk
from assistant.exports import Exports
from assistant.jobs import ByMail, Sender, moments
from assistant.limits import Allowance, Counting, Kind, Shared
from assistant.settings import Settings
from assistant.today.mornings import Mornings
from assistant.web import routes as page
from assistant.web import widget

NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI's own, which would send stack traces with their messages where OTEL_ variables say."""


def create_app(
    settings: Settings, desk: Desk, *, engine: Engine, version: str, demo: bool = False
) -> FastAPI:
    """Gives the application.

    Args:
        settings: of this deployment.
        desk: answers the questions.
        engine: the database of the tokens; its schema is ready.
        version: of the product, for the interface's description.
        demo: whether people at this machine may ask as anybody.
    """
    app = _interface(version)
    meters = Meters()
    limits, clock = counting(settings, engine), settings.clock()
    app.state.service = Service(
        desk,
        engine,
        clock,
        meters,
        demo,
        limits,
        Seats(settings.questions_at_once),
        version,
        settings.metrics_token,
        signed_tokens(settings, clock),
        hearing_for(settings, engine),
    )
    _set_to_work(app, settings, desk, engine)
    app.state.delivery = delivery_for(settings, desk, engine, limits)
    app.add_middleware(RequestLimit)
    app.add_middleware(Turnstile, limits=limits, trusted=settings.trusted_proxies)
    app.add_middleware(Guard, meters=meters)
    _install(app, meters)
    widget.install(app, settings.widget_origins, sample=demo)
    return app


def _set_to_work(app: FastAPI, settings: Settings, desk: Desk, engine: Engine) -> None:
    """Gives the application what does the work beside answering."""
    clock = settings.clock()
    app.state.readiness = Readiness(engine, settings.home)
    app.state.sender = Sender(
        engine, desk, moments(clock.stamp), clock.timezone, (ByMail(clock.now),)
    )
    app.state.approvals = Approvals(
        engine, clock.now, clock.today, desk.sends, checker(desk.circumstances)
    )
    app.state.exports = Exports(desk, engine, clock.now, settings.export_rows)
    app.state.mornings = Mornings(desk, engine, settings.query_seconds)
    app.state.doors = doors_of(settings, engine)


def _interface(version: str) -> FastAPI:
    """Gives an application without routes."""
    return FastAPI(
        title="Wendan 问单",
        version=version,
        summary="Questions about orders in Chinese or English, answered with checked figures.",
        docs_url=None,
        redoc_url=None,
        # A redirect would name the host that the request names, and lead from https to http.
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
    )


def _install(app: FastAPI, meters: Meters) -> None:
    """Gives the application its routes, its problems and its page."""
    problems.install(app)
    outages.install(app, meters)
    asking = (api, voice, today, actions, anomalies, schedules, completions, mcp_door, documents)
    asking = (*asking, exports, drafts)
    running = misses, verified, identity, audit, people, health, documentation, webhook
    for module in (*asking, *running):
        app.include_router(module.router)
    page.install(app)
    describe(app)


def counting(settings: Settings, engine: Engine) -> Counting:
    """Gives what counts requests: together with other servers on PostgreSQL, else alone."""
    per_minute: dict[Kind, int] = {
        "questions": settings.questions_per_minute,
        "requests": settings.requests_per_minute,
        "failures": settings.failed_tokens_per_minute,
    }
    allowances = [Allowance(kind, number or None) for kind, number in per_minute.items()]
    shared = Shared(engine) if engine.dialect.name == "postgresql" else None
    return Counting(allowances, shared=shared)
