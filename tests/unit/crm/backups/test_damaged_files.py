"""A file that is not what `wendan backup` wrote is refused, and nothing is changed by it."""

import shutil
import zipfile
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from crm.backups import seal
from crm.backups.failures import RestoreFailed
from crm.backups.portable import LONGEST_ROW
from crm.database import connect, sqlite_url
from tests.unit.crm.backups.deployments import everything, fill, restored, saved
from tests.unit.crm.backups.forging import Forgery, forged, sealed

STEADY = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def whole(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[tuple[Engine, Path]]:
    """A deployment that no test of this file changes, and its backup."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copyfile(sqlite_template, folder / "wendan.db")
    engine, home = connect(sqlite_url(folder / "wendan.db")), folder / "home"
    fill(engine)
    home.mkdir()
    (home / "words.toml").write_text('[measures]\n"流水" = "sales"\n', encoding="utf-8")
    saved(engine, home, folder / "a.wendan")
    yield engine, folder / "a.wendan"
    engine.dispose()


@pytest.fixture
def here(whole: tuple[Engine, Path]) -> Engine:
    """The database that a damaged file must not change."""
    return whole[0]


@pytest.fixture
def backup(whole: tuple[Engine, Path]) -> Path:
    """A good backup, beside the home of that database."""
    return whole[1]


def refused(engine: Engine, path: Path) -> str:
    """Sees that a restore of that file changes nothing; gives what it says."""
    home = path.parent / "home"
    before, files = everything(engine), sorted(home.iterdir())
    with pytest.raises(RestoreFailed) as told:
        restored(engine, home, path, replace=True)
    assert everything(engine) == before
    assert sorted(home.iterdir()) == files
    assert "\n" not in str(told.value)
    return str(told.value)


@settings(STEADY, max_examples=100)
@given(data=st.data())
def test_one_changed_bit_anywhere_is_noticed(
    data: st.DataObject, backup: Path, here: Engine
) -> None:
    content = bytearray(backup.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    content[place] ^= 1 << data.draw(st.integers(0, 7), label="bit")
    damaged = backup.with_name("damaged.wendan")
    damaged.write_bytes(content)
    assert "damaged.wendan is" in refused(here, damaged)


@STEADY
@given(data=st.data())
def test_a_file_that_was_cut_off_or_grew_is_noticed(
    data: st.DataObject, backup: Path, here: Engine
) -> None:
    content = backup.read_bytes()
    size = data.draw(st.integers(0, len(content) - 1), label="size")
    damaged = backup.with_name("damaged.wendan")
    damaged.write_bytes(content[:size])
    assert "no backup of Wendan" in refused(here, damaged)
    damaged.write_bytes(content[:size] + b"\0" + content[size:])
    refused(here, damaged)


@STEADY
@given(data=st.data())
def test_damage_under_a_fresh_seal_is_refused_or_does_no_harm(
    data: st.DataObject, backup: Path, here: Engine
) -> None:
    before = everything(here)
    versions = before.pop("table_state")
    content = bytearray(backup.read_bytes())
    # Towards the end more often: there the zip says what it holds.
    end = len(content) - len(seal.OPEN)
    place = end - 1 - int((end - 1) * data.draw(st.floats(0, 1), label="place") ** 3)
    content[place] ^= 1 << data.draw(st.integers(0, 7), label="bit")
    damaged = backup.with_name("damaged.wendan")
    damaged.write_bytes(content)
    with suppress(RestoreFailed):
        restored(here, backup.parent / "home", sealed(damaged), replace=True)
    after = everything(here)
    assert len(after.pop("table_state")) == len(versions)
    assert after == before
    assert not (backup.parent / "home" / "restoring").exists()


def _rename(name: str) -> Callable[[Forgery], object]:
    def change(forgery: Forgery) -> None:
        forgery.put_file(name, b"[measures]\n")

    return change


def _cell(table: str, column: str, value: object) -> Callable[[Forgery], object]:
    return lambda forgery: forgery.change(table, column, value)


def _says(table: str, **said: Any) -> Callable[[Forgery], object]:
    return lambda forgery: forgery.table(table).update(said)


def _lines(table: str, lines: str, rows: int = 1) -> Callable[[Forgery], object]:
    return lambda forgery: forgery.put_lines(table, lines, rows)


FORGED: dict[str, tuple[Callable[[Forgery], object], str]] = {
    "a file above the home": (_rename("../evil.toml"), "no such file belongs into a home"),
    "a file at the root": (_rename("/etc/evil.toml"), "no such file belongs into a home"),
    "another file of the home": (_rename("wendan.toml"), "no such file belongs into a home"),
    "a file twice": (_rename("words.toml"), "do not agree"),
    "a file without its name": (
        lambda forgery: forgery.parts.update({"../../evil": b"x"}),
        "do not agree about '../../evil'",
    ),
    "a part that is missing": (lambda forgery: forgery.parts.pop("tables/orders.jsonl"), "orders"),
    "a part of other bytes": (
        lambda forgery: forgery.parts.update({"tables/targets.jsonl": b"[1]\n"}),
        "does not have 4 values",
    ),
    "more than it says": (_says("orders", bytes=10), "not what the manifest says"),
    "less than it says": (_says("orders", bytes=10_000), "not what the manifest says"),
    "other rows than it says": (_says("orders", rows=2), "has 3 rows, not 2"),
    "an unpacked size beyond belief": (_says("orders", bytes=1 << 40), "times its size"),
    "a size that is none": (
        _says("orders", bytes=-1),
        ".bytes': Input should be greater than or equal to 0",
    ),
    "a hash that is none": (_says("orders", sha256="x"), "makes no sense"),
    "a kind that is none": (_says("targets", columns={"a": "blob"}), "makes no sense"),
    "a column less": (
        _says("targets", columns={"user_id": "text", "month": "text"}),
        "schema version 0001 has other columns",
    ),
    "a table that there is not": (_says("targets", name="target"), "do not agree"),
    "another kind than the column's": (
        _says("targets", columns=dict.fromkeys(("user_id", "month", "custom", "amount"), "text")),
        "holds something else than text",
    ),
    "a table less": (
        lambda forgery: (
            forgery.parts.pop("tables/targets.jsonl"),
            forgery.manifest["tables"].remove(forgery.table("targets")),
        ),
        "other columns",
    ),
    "settings as a list": (lambda forgery: forgery.manifest.update(settings=[]), "makes no sense"),
    "a manifest of more": (lambda forgery: forgery.manifest.update(extra=1), "makes no sense"),
    "a fraction": (_cell("orders", "amount", 1.5), "something else than exact"),
    "true as a number": (_cell("order_lines", "line_no", True), "something else than integer"),
    "a number beyond the databases'": (_cell("orders", "amount", 1 << 63), "than exact"),
    "a number as a text": (_cell("orders", "customer_id", 5), "something else than text"),
    "a list as a text": (_cell("orders", "customer_id", ["C1"]), "something else than text"),
    "a day that is none": (_cell("usage", "date", "2026-02-30"), "something else than date"),
    "a day with a time": (_cell("usage", "date", "2026-02-03 10:00:00"), "than date"),
    "a moment with an offset": (
        _cell("orders", "ordered_at", "2026-02-03 10:00:00+08"),
        "something else than moment",
    ),
    "a moment in letters": (_cell("orders", "ordered_at", "now"), "something else than moment"),
    "a flag of 2": (_cell("contacts", "is_primary", 2), "something else than boolean"),
    "a document that is none": (_cell("turns", "reply", "{"), "something else than document"),
    "a document with NaN": (_cell("turns", "reply", '{"a":NaN}'), "something else than document"),
    "nothing where something must be": (_cell("orders", "status", None), "NOT NULL"),
    "a key twice": (_cell("orders", "order_id", "O2"), "UNIQUE"),
    "half a letter": (_cell("customers", "name", "\ud83d"), "no Unicode"),
    "no JSON": (_lines("targets", "[1,\n"), "no JSON"),
    "no end of the last line": (_lines("targets", '["U1","2026-11",1,null]'), "has no end"),
    "an object as a row": (_lines("targets", '{"a":1}\n'), "does not have 4 values"),
    "two rows in a line": (_lines("targets", "[1],[2]\n"), "does not have 4 values"),
    "a very deep row": (_lines("targets", "[" * 100_000 + "\n"), "no JSON"),
    "a very long line": (
        _lines("targets", " " * (LONGEST_ROW + (1 << 20)) + "\n"),
        "line is too long",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_backup_is_refused(name: str, backup: Path, here: Engine) -> None:
    change, told = FORGED[name]
    assert told in refused(here, forged(backup, change))
    assert not list(backup.parent.parent.rglob("evil*"))


def test_a_part_that_unpacks_without_end_is_left_when_it_is_larger_than_it_says(
    backup: Path, here: Engine
) -> None:
    def change(forgery: Forgery) -> None:
        forgery.parts["tables/orders.jsonl"] = b"[]\n" * (1 << 26)
        forgery.table("orders")["bytes"] = 1000

    assert "not what the manifest says" in refused(here, forged(backup, change))


def test_a_part_behind_a_password_or_packed_in_another_way_is_refused(
    backup: Path, here: Engine
) -> None:
    content = bytearray(backup.read_bytes())
    entry = content.rindex(b"PK\1\2")
    content[entry + 8] |= 1  # encrypted
    damaged = backup.with_name("damaged.wendan")
    damaged.write_bytes(content)
    assert "manifest" in refused(here, sealed(damaged))
    content[entry + 8] &= ~1
    content[entry + 10] = 99  # of a way that nobody knows
    damaged.write_bytes(content)
    assert "manifest" in refused(here, sealed(damaged))


def test_what_is_no_backup_at_all_is_told(backup: Path, here: Engine) -> None:
    zipped = backup.with_name("other.zip")
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("orders.csv", "order_id\nO1\n")
    assert "no backup of Wendan" in refused(here, zipped)
    assert "No such file" in refused(here, backup.with_name("none.wendan"))
    assert "Is a directory" in refused(here, backup.parent / "home")


def test_a_backup_of_a_newer_format_names_the_version_that_reads_it(
    backup: Path, here: Engine
) -> None:
    newer = forged(backup, lambda forgery: forgery.manifest.update(format=2, version="9.1", x=[]))
    assert "Install Wendan 9.1 or a newer one" in refused(here, newer)
