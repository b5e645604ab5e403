"""The audit log: what happened, in a chain in which every entry holds the hash of the one before.

`assistant/audit` writes and checks it; triggers of the migration refuse every other change.
"""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text

audit_log = sa.Table(
    "audit_log",
    metadata,
    sa.Column(
        "number", sa.Integer, primary_key=True, autoincrement=False, comment="1, 2, 3, … no gaps."
    ),
    # Moment and detail are texts: the hash is of what is stored, letter by letter, and so the same
    # on every database.
    sa.Column("at", sa.String(19), nullable=False, comment="YYYY-MM-DD HH:MM:SS, business time."),
    ref("actor"),
    sa.Column("event", sa.String(40), nullable=False, comment="A dotted noun: question.asked"),
    ref("subject", required=False),
    text("detail", required=True),
    sa.Column("previous", sa.String(64), nullable=False, comment="SHA-256, hex"),
    sa.Column("hash", sa.String(64), nullable=False, comment="SHA-256, hex"),
    sa.Index(None, "actor"),
    sa.Index(None, "event"),
    sa.Index(None, "subject"),
)
