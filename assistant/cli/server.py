"""The process that serves: uvicorn, its signals and its log."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from assistant.cli.logging import log_to_stderr

SHUTDOWN_S = 5
"""How long requests that run may still take after Ctrl-C."""


REQUEST_S = 15
"""How long a caller may take to send a request's first lines; the body has a time of its own."""
MOST_CONNECTIONS = 1_000
MOST_HEADER_BYTES = 16 * 1024


class PatientProtocol(H11Protocol):
    """HTTP that closes a connection which does not come to the point.

    uvicorn alone ends a connection that is silent between two requests, and waits forever for one
    that sends a byte now and then.
    """

    request_s: float = REQUEST_S
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Starts to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Takes what came; a request that is there whole ends the waiting."""
        super().data_received(data)
        if not self._idle:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Starts to wait for the next request."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends the waiting."""
        super().connection_lost(exc)
        self._stop_waiting()

    @property
    def _idle(self) -> bool:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def _wait(self) -> None:
        self._stop_waiting()
        if self._idle:
            self._timer = self.loop.call_later(self.request_s, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


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
    log_to_stderr()
    # uvicorn ends by raising the signal again; as an interrupt it can be caught here.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Names, words and modules stay until the end; without this, every full collection would walk
    # through all of them in the middle of somebody's question.
    gc.collect()
    gc.freeze()
    try:
        AnnouncedServer(configured(app), ready).run(sockets=[door])
    except KeyboardInterrupt:
        return


def configured(
    app: Callable[..., Any], protocol: type[PatientProtocol] = PatientProtocol
) -> uvicorn.Config:
    """Gives how the service speaks HTTP, and its limits on connections (docs/limits.md)."""
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
