"""What was found unusual about orders, what people said to that, and what is usual."""

import sqlalchemy as sa

from crm.models.base import metadata, ref, text
from crm.models.types import Document, Exact, moment

anomaly_flags = sa.Table(
    "anomaly_flags",
    metadata,
    sa.Column("order_id", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(20), primary_key=True),
    ref("customer_id"),
    sa.Column("ordered_at", moment(), nullable=False),
    sa.Column("severity", sa.String(10), nullable=False),
    sa.Column("score", Exact, nullable=False, comment="Above 0 and below 1; 0.5: just unusual."),
    sa.Column("strength", Exact, nullable=False, comment="How far past the threshold; 1 is on it."),
    sa.Column("figures", Document(), nullable=False, comment="What was compared, as texts."),
    sa.Column("found_at", moment(), nullable=False),
    sa.Column("state", sa.String(10), nullable=False, comment="By its latest review, else open."),
    sa.Column("until", sa.Date, comment="The day on which a snoozed one comes back."),
    sa.Index(None, "customer_id"),
    sa.Index(None, "ordered_at"),
)

anomaly_reviews = sa.Table(
    "anomaly_reviews",
    metadata,
    sa.Column("review_id", sa.Integer, primary_key=True, autoincrement=True),
    ref("order_id"),
    sa.Column("kind", sa.String(20), nullable=False),
    ref("customer_id"),
    sa.Column("verdict", sa.String(10), nullable=False),
    text("reason"),
    sa.Column("until", sa.Date),
    sa.Column("strength", Exact, nullable=False, comment="Of the flag, when it was reviewed."),
    ref("user_id"),
    sa.Column("reviewed_at", moment(), nullable=False),
    sa.Index(None, "customer_id", "kind"),
)
"""What people said; rows are only added."""

anomaly_thresholds = sa.Table(
    "anomaly_thresholds",
    metadata,
    sa.Column("customer_id", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("strength", Exact, nullable=False, comment="From which on a flag is raised."),
    sa.Column("dismissals", sa.Integer, nullable=False, comment="How many taught it."),
)

insight_baselines = sa.Table(
    "insight_baselines",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("key", sa.String(420), primary_key=True),
    sa.Column("as_of", moment(), nullable=False, comment="When the latest order of it came."),
    sa.Column("figures", Document(), nullable=False),
)
"""What is usual of products, reps, peers and the company, as the last scan left it."""
