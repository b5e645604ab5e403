"""The process that serves: uvicorn, its signals and its log."""

import gc
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import structlog
import uvicorn

SHUTDOWN_S = 5
"""How long requests that run may still take after Ctrl-C."""


class AnnouncedServer(uvicorn.Server):
    """A server that calls `ready` once it answers, and not before it handles signals."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        self._ready()


def serve_until_interrupted(
    app: Callable[..., Any], door: socket.socket, ready: Callable[[], None]
) -> None:
    """Serves `app` on a socket that listens already, until SIGINT or SIGTERM."""
    _log_to_stderr()
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    # uvicorn ends by raising the signal again; as an interrupt it can be caught here.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Names, words and modules stay until the end; without this, every full collection would walk
    # through all of them in the middle of somebody's question.
    gc.collect()
    gc.freeze()
    try:
        AnnouncedServer(config, ready).run(sockets=[door])
    except KeyboardInterrupt:
        return


def _log_to_stderr() -> None:
    """Logs one line an event: for people on a terminal, as JSON elsewhere."""
    on_terminal = structlog.dev.ConsoleRenderer()
    elsewhere = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            on_terminal if sys.stderr.isatty() else elsewhere,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
