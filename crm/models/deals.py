"""What may be sold and what was agreed: opportunities and contracts."""

import sqlalchemy as sa

from crm.models.base import custom, key, metadata, ref, text
from crm.models.types import Exact, moment

opportunities = sa.Table(
    "opportunities",
    metadata,
    key("opportunity_id"),
    ref("customer_id"),
    ref("owner_id", required=False),
    text("name"),
    text("stage"),
    sa.Column("amount", Exact),
    sa.Column("expected_close", moment()),
    sa.Column("created_at", moment()),
    sa.Column("closed_at", moment()),
    text("lead_source"),
    custom(),
    sa.Index(None, "customer_id"),
)

contracts = sa.Table(
    "contracts",
    metadata,
    key("contract_id"),
    ref("customer_id"),
    sa.Column("start_date", sa.Date, nullable=False),
    sa.Column("end_date", sa.Date, nullable=False),
    text("name"),
    ref("product_id", required=False),
    sa.Column("amount", Exact),
    sa.Column("seats", Exact),
    text("status"),
    custom(),
    sa.Index(None, "customer_id"),
)
