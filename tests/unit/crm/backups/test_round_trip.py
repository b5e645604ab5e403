"""What is restored is what was backed up: every row of every table, on either database."""

import json
import sqlite3
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from crm.backups.failures import BackupFailed
from crm.backups.portable import kind_of
from crm.database import writing
from crm.models import customers, disputes, import_runs, metadata, products
from tests.unit.crm.backups.conftest import Databases
from tests.unit.crm.backups.deployments import (
    MADE,
    ROWS,
    customer,
    everything,
    fill,
    restored,
    saved,
)


def test_every_column_is_of_a_kind_that_backups_hold() -> None:
    kinds = {kind_of(column) for table in metadata.sorted_tables for column in table.columns}
    assert kinds == {"text", "integer", "exact", "boolean", "date", "moment", "document"}


def test_the_rows_of_this_test_are_of_all_tables() -> None:
    without = {"restores", "rate_states", "invoices", "opportunities"}
    without |= {"chat_lanes", "chat_messages"}
    assert ROWS.keys() | without == metadata.tables.keys()


def test_every_row_of_every_table_is_the_same_after_a_restore(
    pair: tuple[Engine, Engine], tmp_path: Path
) -> None:
    there, here = pair
    fill(there)
    made = saved(there, tmp_path / "there", tmp_path / "a.wendan")
    restored(here, tmp_path / "here", tmp_path / "a.wendan")
    assert everything(here) == everything(there)
    assert made.manifest.rows == sum(map(len, everything(here).values()))
    again = saved(here, tmp_path / "here", tmp_path / "b.wendan")
    assert [part.rows for part in again.manifest.tables] == [
        part.rows for part in made.manifest.tables
    ]


def test_an_empty_database_is_restored_as_an_empty_one(
    pair: tuple[Engine, Engine], tmp_path: Path
) -> None:
    there, here = pair
    saved(there, tmp_path / "there", tmp_path / "a.wendan")
    restored(here, tmp_path / "here", tmp_path / "a.wendan")
    assert not any(everything(here).values())


def test_sqlite_holds_the_very_same_cells_again(databases: Databases, tmp_path: Path) -> None:
    there, here = databases("sqlite"), databases("sqlite")
    fill(there)
    saved(there, tmp_path / "there", tmp_path / "a.wendan")
    restored(here, tmp_path / "here", tmp_path / "a.wendan")
    assert _cells(here) == _cells(there)


def _cells(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        return {
            name: sorted(
                connection.execute(
                    f"SELECT {', '.join(f'typeof({c.name}), quote({c.name})' for c in table.c)}"
                    f" FROM {name}"
                )
            )
            for name, table in metadata.tables.items()
            if name != "restores"
        }


def test_numbers_that_the_database_gives_go_on_behind_the_last_one(
    pair: tuple[Engine, Engine], tmp_path: Path
) -> None:
    there, here = pair
    fill(there)
    saved(there, tmp_path / "there", tmp_path / "a.wendan")
    restored(here, tmp_path / "here", tmp_path / "a.wendan")
    given = [_next_ids(engine) for engine in (there, here)]
    assert given[1][0] == 4
    if there.dialect.name == here.dialect.name:
        assert given[0] == given[1]


def _next_ids(engine: Engine) -> tuple[int, int]:
    run = import_runs.insert().values(source="x", finished_at=MADE, summary={})
    dispute = disputes.insert().values(turn_id="t", user_id="U1", kind="figure", raised_at=MADE)
    with writing(engine) as connection:
        ran = connection.execute(run.returning(import_runs.c.run_id)).scalar_one()
        disputed = connection.execute(dispute.returning(disputes.c.dispute_id)).scalar_one()
    return ran, disputed


def test_a_number_that_was_given_here_is_not_given_again(
    databases: Databases, tmp_path: Path
) -> None:
    there, here = databases("sqlite"), databases("postgres")
    saved(there, tmp_path / "there", tmp_path / "a.wendan")
    fill(here)
    restored(here, tmp_path / "here", tmp_path / "a.wendan", replace=True)
    assert _next_ids(here) == (4, 4)


def test_a_line_is_one_row_as_json(databases: Databases, tmp_path: Path) -> None:
    engine = databases("postgres")
    fill(engine)
    saved(engine, tmp_path / "home", tmp_path / "a.wendan")
    with zipfile.ZipFile(tmp_path / "a.wendan") as archive:
        columns = json.loads(archive.read("manifest.json"))["tables"]
        lines = archive.read("tables/orders.jsonl").splitlines()
    (orders,) = (table for table in columns if table["name"] == "orders")
    assert orders["columns"]["amount"] == "exact"
    first = dict(zip(orders["columns"], json.loads(lines[0]), strict=True))
    assert (first["order_id"], first["amount"]) == ("O1", 9200000000000999999)
    assert (first["due_date"], first["ordered_at"]) == ("1999-12-31", "2026-11-01 09:30:00")
    assert first["channel"] is None


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
documents = st.none() | st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=6,
)
prices = st.none() | st.decimals("-999999999999.999999", "999999999999.999999", places=6)


@pytest.mark.parametrize("kinds", [("sqlite", "postgres"), ("postgres", "sqlite")], ids="-".join)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(texts, texts, documents, prices), min_size=1, max_size=8))
def test_whatever_a_row_says_it_says_on_the_other_database(
    rows: list[tuple[str, str, object, Decimal | None]],
    kinds: tuple[str, str],
    pairs: dict[tuple[str, str], tuple[Engine, Engine]],
    tmp_path: Path,
) -> None:
    there, here = pairs[kinds]
    with writing(there) as connection:
        connection.execute(customers.delete())
        connection.execute(products.delete())
        connection.execute(
            customers.insert(),
            [
                customer(f"{place}{number}", name, custom=document)
                for place, (number, name, document, _) in enumerate(rows)
            ],
        )
        connection.execute(
            products.insert(),
            [
                {"product_id": str(place), "name": name, "list_price": price}
                for place, (_, name, _, price) in enumerate(rows)
            ],
        )
    saved(there, tmp_path / "there", tmp_path / "a.wendan", replace=True)
    restored(here, tmp_path / "here", tmp_path / "a.wendan", replace=True)
    assert everything(here) == everything(there)


@pytest.fixture
def pairs(databases: Databases) -> dict[tuple[str, str], tuple[Engine, Engine]]:
    """Databases that all examples of a test share, made when the first one asks."""
    return _Pairs(databases)


class _Pairs(dict[tuple[str, str], tuple[Engine, Engine]]):
    def __init__(self, databases: Databases) -> None:
        super().__init__()
        self._databases = databases

    def __missing__(self, kinds: tuple[str, str]) -> tuple[Engine, Engine]:
        self[kinds] = self._databases(kinds[0]), self._databases(kinds[1])
        return self[kinds]


def test_a_cell_that_no_backup_can_hold_is_told_when_the_backup_is_made(
    databases: Databases, tmp_path: Path
) -> None:
    engine = databases("sqlite")
    fill(engine)
    with writing(engine) as connection:
        connection.execute(sa.text("UPDATE orders SET amount = 'much' WHERE order_id = 'O2'"))
    with pytest.raises(BackupFailed, match=r"table orders.*amount holds something else than exact"):
        saved(engine, tmp_path / "home", tmp_path / "a.wendan")
    assert [path.name for path in tmp_path.iterdir() if "wendan" in path.name] == []
