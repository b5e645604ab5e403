"""What one unit of a currency is worth in the base currency, day by day."""

import sqlalchemy as sa

from crm.models.base import custom, metadata
from crm.models.types import Exact

rates = sa.Table(
    "rates",
    metadata,
    sa.Column("currency", sa.String(3), primary_key=True),
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("rate", Exact, nullable=False, comment="Units of the base currency for one unit."),
    custom(),
)
