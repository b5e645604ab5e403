"""What imports, restores and erasures keep: runs, waiting rows, versions, tombstones."""

import sqlalchemy as sa

from crm.models.base import metadata, text
from crm.models.types import Document, moment

import_runs = sa.Table(
    "import_runs",
    metadata,
    sa.Column("run_id", sa.Integer, primary_key=True, autoincrement=True),
    text("source", required=True),
    sa.Column("finished_at", moment(), nullable=False),
    sa.Column("summary", Document(), nullable=False),
)

restores = sa.Table(
    "restores",
    metadata,
    sa.Column("restore_id", sa.String(64), primary_key=True),
    text("source", required=True),
    sa.Column("made_at", moment(), nullable=False, comment="When the backup was made."),
    sa.Column("finished_at", moment(), nullable=False),
)

table_state = sa.Table(
    "table_state",
    metadata,
    sa.Column("table_name", sa.String(50), primary_key=True),
    sa.Column("as_of", moment(), nullable=False, comment="When rows of it last came in."),
    sa.Column("version", sa.Integer, nullable=False, comment="Rises with every change."),
)

waiting_rows = sa.Table(
    "waiting_rows",
    metadata,
    sa.Column("table_name", sa.String(50), primary_key=True),
    sa.Column("row_key", sa.String(600), primary_key=True, comment="The row's key, as JSON."),
    sa.Column("missing_table", sa.String(50), nullable=False),
    sa.Column("missing_id", sa.String(200), nullable=False),
    sa.Column("row", Document(), nullable=False),
    text("source", required=True),
    sa.Index(None, "missing_table", "missing_id"),
)

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("customer_id", sa.String(200), primary_key=True),
    sa.Column("pseudonym", sa.String(40), nullable=False, comment="What its rows are named."),
    sa.Column("erased_at", moment(), nullable=False),
)

custom_fields = sa.Table(
    "custom_fields",
    metadata,
    sa.Column("table_name", sa.String(50), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False, comment="text, number or date"),
    text("label_zh"),
    text("label_en"),
)
