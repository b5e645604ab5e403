"""A backup of an older version goes through the revisions it lacks; one of a newer is refused."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.backups.deployment import Deployment
from crm.backups.failures import BackupFailed, RestoreFailed
from crm.backups.restoring import restore
from crm.backups.saving import About, save
from crm.models import metadata
from crm.schema import OURS, Schema, prepare
from tests.unit.crm.backups.conftest import Databases
from tests.unit.crm.backups.deployments import MADE, NOW, everything, fill, restored, saved

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("orders", sa.Column("size", sa.String(10)))
    op.execute("UPDATE orders SET size = CASE WHEN order_id = 'O1' THEN 'large' ELSE 'small' END")
    with op.batch_alter_table("contacts") as batch:
        batch.drop_column("title")
    op.create_table(
        "sizes", sa.Column("size", sa.String(10)), sa.PrimaryKeyConstraint("size", name="pk_sizes")
    )
    op.execute("INSERT INTO sizes SELECT DISTINCT size FROM orders")


def downgrade():
    raise NotImplementedError
"""
"""A revision that adds, computes, takes away and makes a table."""


@pytest.fixture
def later(tmp_path: Path) -> Schema:
    """The schema of the version after this one."""
    folder = tmp_path / "migrations"
    shutil.copytree(OURS.migrations, folder)
    text = NEXT.format(before=OURS.head)
    (folder / "versions" / "r9001_sizes.py").write_text(text, encoding="utf-8")
    tables = sa.MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    tables.tables["orders"].append_column(sa.Column("size", sa.String(10)))
    contacts = tables.tables["contacts"]
    tables.remove(contacts)
    kept = [column for column in contacts.columns if column.name != "title"]
    made = [sa.Column(one.name, one.type, primary_key=one.primary_key) for one in kept]
    sa.Table("contacts", tables, *made)
    sa.Table("sizes", tables, sa.Column("size", sa.String(10), primary_key=True))
    return Schema((*OURS.revisions, "9001"), folder, tables)


def test_rows_of_an_older_version_come_out_as_if_they_had_been_upgraded(
    engine: Engine, databases: Databases, later: Schema, tmp_path: Path
) -> None:
    there = databases("sqlite")
    fill(there)
    saved(there, tmp_path / "there", tmp_path / "a.wendan")
    here = Deployment(engine, tmp_path / "here", (), later)
    found = restore(here, tmp_path / "a.wendan", now=NOW)
    assert found.manifest.revision == OURS.head
    after = everything(engine, later.tables)
    prepare(there, later)
    assert after == everything(there, later.tables)
    assert after["sizes"] == [("large",), ("small",)]
    assert [row[-1] for row in after["orders"]] == ["large", "small", "small"]


def test_a_backup_of_a_newer_version_is_refused_and_says_what_to_install(
    engine: Engine, databases: Databases, later: Schema, tmp_path: Path
) -> None:
    there = databases("sqlite")
    prepare(there, later)
    newer = Deployment(there, tmp_path, (), later)
    save(newer, tmp_path / "a.wendan", About("0.2.0", MADE, {}))
    fill(engine)
    before = everything(engine)
    told = r"schema version '9001'.*knows up to '0001'.*Install Wendan 0\.2\.0 or a newer one"
    with pytest.raises(RestoreFailed, match=told):
        restored(engine, tmp_path / "home", tmp_path / "a.wendan", replace=True)
    assert everything(engine) == before


def test_a_database_that_is_not_up_to_date_is_not_upgraded_by_a_backup(
    engine: Engine, later: Schema, tmp_path: Path
) -> None:
    older = Deployment(engine, tmp_path, (), later)
    with pytest.raises(BackupFailed, match="has schema version 0001, this program knows 9001"):
        save(older, tmp_path / "a.wendan", About("0.2.0", MADE, {}))
    assert not (tmp_path / "a.wendan").exists()
    fill(engine)
    saved(engine, tmp_path, tmp_path / "a.wendan")
