"""The HTTP service: routes around one desk. The only place that wires them."""

from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.app import api, audit, documentation, documents, health, misses, people, problems
from assistant.app.guard import BodyLimit, Guard
from assistant.app.metrics import Meters
from assistant.app.service import Service
from assistant.desk import Desk
from assistant.settings import Settings
from assistant.web import routes as page


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
    app = FastAPI(
        title="Wendan 问单",
        version=version,
        summary="Questions about orders in Chinese or English, answered with checked figures.",
        docs_url=None,
        redoc_url=None,
    )
    meters = Meters()
    app.state.service = Service(desk, engine, settings.clock(), meters, demo)
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, meters=meters)
    problems.install(app)
    for module in (api, documents, misses, audit, people, health, documentation):
        app.include_router(module.router)
    page.install(app)
    return app
