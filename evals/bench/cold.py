"""One question from a cold start: the whole process, beside what Python alone needs."""

from collections.abc import Iterator
from pathlib import Path

from evals.bench.demo_company import demo_home
from evals.bench.process import PYTHON, measured
from evals.bench.sampling import Sample, in_turn
from evals.bench.tables import Table, met, ms, times

ALLOWED_MS = 1000
BUDGET_S = 25
HEADER = ("process", "runs", "wall ms", "CPU ms", "ratio", "MB", "wall <= 1 s")


def cold(workplace: Path, _scale: float) -> Iterator[Table]:
    """Gives one table."""
    home = demo_home(workplace)
    commands = {
        "python -c pass": lambda: measured(PYTHON, "-c", "pass"),
        "python -c 'import sqlalchemy'": lambda: measured(PYTHON, "-c", "import sqlalchemy"),
        "wendan --version": lambda: home.run("--version"),
        "wendan ask": lambda: home.run("ask", "last quarter's sales"),
        "wendan ask (Chinese)": lambda: home.run("ask", "上季度各区域销售额"),
    }
    for command in commands.values():
        command()  # compiles what has not been compiled yet
    samples = in_turn(*commands.values(), budget_s=BUDGET_S)
    yield Table(
        "One question from a cold start, at demo size",
        HEADER,
        [_row(name, found, samples[0]) for name, found in zip(commands, samples, strict=True)],
        ("CPU: user and system of the whole process. Ratio: of CPU, to Python that does nothing.",),
    )


def _row(name: str, found: Sample, floor: Sample) -> tuple[str, ...]:
    return (
        name,
        str(len(found.runs)),
        ms(found.wall_ms),
        ms(found.cpu_ms),
        times(found.cpu_ms, floor.cpu_ms),
        f"{found.peak_mb:,.0f}",
        met(found.wall_ms <= ALLOWED_MS) if name.startswith("wendan ask") else "",
    )
