"""A process that has loaded the libraries and our modules, and runs `wendan` in copies of itself.

No function of ours runs before a copy is made, and nothing happens when a module of ours is loaded.
That each can be loaded first is tested in `tests.test_imports`. `tests.functional.warm` starts it
and sends the orders.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
import time
from importlib import import_module
from typing import Any

# What commands and servers spend most of their start on.
LIBRARIES = """
    asyncio babel.dates babel.numbers email.message encodings.utf_8_sig fastapi.staticfiles h11
    importlib.metadata jwt prometheus_client pydantic pyrate_limiter rapidfuzz.distance
    rapidfuzz.process rich.console rich.progress rich.table sqlalchemy.dialects.postgresql.psycopg
    sqlalchemy.dialects.sqlite.pysqlite ssl structlog typer.rich_utils
    uvicorn.protocols.http.h11_impl zoneinfo
""".split()
OURS = """
    assistant.app assistant.cli.ask assistant.cli.doctor assistant.cli.finding assistant.cli.program
    assistant.cli.serve assistant.demo assistant.desk crm.demo crm.importing crm.insight.scanning
""".split()
LARGEST_ORDER = 1 << 17


def main() -> None:
    """Serves orders until nobody is left to send any; in a copy, returns ready for its command."""
    door = socket.socket(fileno=int(sys.argv[1]))
    for module in (*LIBRARIES, *OURS, *sys.argv[2:]):
        import_module(module)
    gc.freeze()  # else the first collection in each copy copies all memory
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        order, descriptors, _, _ = socket.recv_fds(door, LARGEST_ORDER, 3)
        if not order:
            sys.exit()
        if os.fork() == 0:
            door.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _watch(*descriptors)
            _become(json.loads(order))
            return
        for descriptor in descriptors:
            os.close(descriptor)


def _watch(output: int, errors: int, report: int) -> None:
    """Goes on as another copy, with its streams; this one stays, and reports how that one ends."""
    pid = os.fork()
    if pid:
        os.write(report, f"{pid}\n".encode())
        for descriptor in (output, errors):
            os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    for stream, descriptor in ((1, output), (2, errors)):
        os.dup2(descriptor, stream)
    for descriptor in (output, errors, report):
        os.close(descriptor)


def _become(order: "dict[str, Any]") -> None:
    """Takes on what the command would have had from whoever started it."""
    sys.argv[1:] = order["arguments"]
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    resource.setrlimit(resource.RLIMIT_FSIZE, order["largest_file"])
    time.tzset()


if __name__ == "__main__":
    main()
    from assistant.cli import main as wendan

    wendan()
