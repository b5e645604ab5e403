"""`python -m evals.bench`: prints one table a topic."""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from evals.bench.agents import agents
from evals.bench.answering import answering
from evals.bench.channels import channels
from evals.bench.cold import cold
from evals.bench.loading import loading
from evals.bench.service import service
from evals.bench.tables import Table

TOPICS: dict[str, Callable[[Path, float], Iterator[Table]]] = {
    "cold": cold,
    "service": service,
    "agents": agents,
    "loading": loading,
    "answering": answering,
    "channels": channels,
}


def main() -> int:
    """Measures what was asked for, or everything; gives the exit status."""
    asked = _arguments()
    began = time.monotonic()
    print(_machine(), flush=True)
    for topic in asked.topics or TOPICS:
        with tempfile.TemporaryDirectory(prefix="wendan-bench-") as workplace:
            for table in TOPICS[topic](Path(workplace), asked.scale):
                print(table.text(), flush=True)
    print(f"Measured in {time.monotonic() - began:,.0f} s.")
    return 0


def _machine() -> str:
    """Gives what the figures depend on."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    busy = " (others use it too: wall times are longer than they need be)" if load > cores else ""
    return f"Python {platform.python_version()}, {cores} cores, load {load:.1f}{busy}\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=", ".join(TOPICS))
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size of the generated data, for a quick try"
    )
    asked = parser.parse_args()
    for topic in asked.topics:
        if topic not in TOPICS:
            parser.error(f"no topic {topic!r}; there are {', '.join(TOPICS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
