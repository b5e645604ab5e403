"""The evaluation's data sets, imported as a newcomer would: propose a mapping, use it."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.desk import Desk
from crm.database import connect, sqlite_url
from evals.case import DataSet, data_set
from evals.datasets import FILES, desk, fill
from tests.functional.running import Wendan
from tests.made_once import made_once

SUMMARY = "summary.json"


def imported(name: str, request: pytest.FixtureRequest) -> Path:
    """Gives the folder with a data set's database and summary: made once, for all processes.

    It is only to be read or copied. Without the real files the test is skipped.
    """
    real: Path | None = request.getfixturevalue("real_orders") if name in FILES else None
    factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    return made_once(factory, f"data-{name}", lambda home: _fill(home, name, real))


def _fill(home: Path, name: str, real: Path | None) -> None:
    about = data_set(name)
    if real is None:
        _made_up(home, name)
        return
    wendan = Wendan(home, _settings(about))
    file = real / FILES[name]
    mapping = home / "mapping.toml"
    mapping.write_text(_said(wendan, "import", file, "--suggest"), encoding="utf-8")
    summary = _said(wendan, "import", file, "--map", mapping, "--json")
    # The rejected rows themselves would be most of it.
    kept = {key: value for key, value in json.loads(summary).items() if key != "rejects"}
    (home / SUMMARY).write_text(json.dumps(kept), encoding="utf-8")


def _said(wendan: Wendan, *arguments: str | Path) -> str:
    found = wendan.run(*arguments)
    assert found.returncode == 0, found.stderr
    return found.stdout


def _made_up(home: Path, name: str) -> None:
    engine = connect(sqlite_url(home / "wendan.db"))
    try:
        fill(engine, name, home, None)
    finally:
        engine.dispose()


def _settings(about: DataSet) -> dict[str, str]:
    return {"TODAY": about.today.isoformat(), "CURRENCY": about.currency}


def installation(name: str, request: pytest.FixtureRequest) -> Wendan:
    """Gives an installation of the test's own that holds a data set, on its business date."""
    folder = imported(name, request)
    tmp_path: Path = request.getfixturevalue("tmp_path")
    shutil.copyfile(folder / "wendan.db", tmp_path / "wendan.db")
    return Wendan(tmp_path, _settings(data_set(name)))


def summary(name: str, request: pytest.FixtureRequest) -> dict[str, object]:
    """Gives the summary of a data set's import, as `wendan import --json` printed it."""
    text = (imported(name, request) / SUMMARY).read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)
    return found


def desk_of(wendan: Wendan, name: str) -> Desk:
    """Gives the desk of an installation."""
    return desk(connect(sqlite_url(wendan.home / "wendan.db")), name)
