"""An import that is killed with SIGKILL leaves nothing behind, and the next one starts afresh."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assistant.conversation.question import Question
from assistant.desk import Desk
from crm.database import connect, sqlite_url
from crm.measures import standard
from crm.outages import Outage, outage
from crm.schema import prepare
from tests.functional.import_folder import COMPANY, NOW, TODAY, Importer

CHECKOUT = Path(__file__).parents[2]
LINES = 24_000
CHUNKS = 8
"""Lines of progress that the files below make: one a file, two for the lines."""


def _files() -> dict[str, str]:
    """Gives files with more lines than fit in one chunk, one of them bad, one that waits."""
    orders = [f"O{n},C{n % 2 + 1},2026-10-{n % 28 + 1:02},completed," for n in range(LINES // 3)]
    lines = [f"O{n // 3},{n % 3 + 1},P{n % 2 + 1},{n % 5 + 1},12.5," for n in range(LINES)]
    lines += ["O1,9,P1,x,1,", "O1,10,P9,1,1,"]
    return {
        **COMPANY,
        "orders.csv": "\n".join(["order_id,customer_id,ordered_at,status,amount", *orders, ""]),
        "order_lines.csv": "\n".join(
            ["order_id,line_no,product_id,quantity,unit_price,amount", *lines, ""]
        ),
    }


def _fresh(folder: Path) -> Importer:
    folder.mkdir()
    engine = connect(sqlite_url(folder / "wendan.db"))
    prepare(engine)
    return Importer(engine, folder)


def _killed_after(
    chunks: int, importer: Importer, folder: Path, meanwhile: Callable[[], None] | None = None
) -> bool:
    """Kills an import after so many chunks; tells whether it was still running."""
    url = importer.engine.url.render_as_string(hide_password=False)
    script = Path(__file__).with_name("import_process.py")
    process = subprocess.Popen(
        [sys.executable, script, url.replace("+psycopg", ""), folder, importer.rejects],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(chunks - 1):
            assert process.stdout.readline()
            process.stdin.write("\n")
            process.stdin.flush()
        assert process.stdout.readline()
        if meanwhile is not None:
            meanwhile()
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    return process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("chunks", random.Random(7).sample(range(1, CHUNKS + 1), 3))
def test_an_import_killed_on_the_way_and_run_again_ends_as_if_run_once(
    importer: Importer, tmp_path: Path, chunks: int
) -> None:
    folder = importer.files(_files())
    before = importer.everything()
    assert _killed_after(chunks, importer, folder)
    assert importer.everything() == before
    assert not importer.rejects.exists()
    summary = importer.run(folder)
    assert (summary.rejected_rows, summary.waiting_rows) == (1, 1)
    never_killed = _fresh(tmp_path / "never-killed")
    never_killed.run(folder)
    assert importer.everything() == never_killed.everything()
    never_killed.engine.dispose()
    assert not importer.run(folder).changed


def test_an_import_killed_after_another_one_leaves_that_ones_rows(importer: Importer) -> None:
    importer.take(COMPANY)
    before, versions = importer.everything(), importer.versions()
    assert _killed_after(7, importer, importer.files(_files()))
    assert (importer.everything(), importer.versions()) == (before, versions)


def test_who_asks_while_an_import_runs_gets_the_figures_of_before_or_is_told_to_wait(
    importer: Importer,
) -> None:
    importer.take(COMPANY)
    event.listen(importer.engine, "checkout", _wait_little)
    desk = Desk(importer.engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)
    caller, question = desk.caller(None), Question("sales this year", None, "en")
    before = desk.ask(caller, question).results[0].rows

    def ask() -> None:
        assert desk.welcome(caller, "en").scope.customers == 2
        if importer.engine.dialect.name == "postgresql":
            assert desk.ask(caller, question).results[0].rows == before
            return
        with pytest.raises(OperationalError) as failure:  # a file has one writer at a time
            desk.ask(caller, question)
        assert outage(failure.value) is Outage.BUSY

    assert _killed_after(CHUNKS, importer, importer.files(_files()), ask)
    assert desk.ask(caller, question).results[0].rows == before
    importer.run(importer.files(_files()))
    assert desk.ask(caller, question).results[0].rows != before


def _wait_little(connection: sqlite3.Connection | object, *_others: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA busy_timeout = 50")
