"""What is sold."""

import sqlalchemy as sa

from crm.models.base import custom, key, metadata, text
from crm.models.types import Exact

products = sa.Table(
    "products",
    metadata,
    key("product_id"),
    text("name", required=True),
    text("model"),
    text("category"),
    text("unit"),
    sa.Column("list_price", Exact),
    text("aliases"),
    custom(),
)
