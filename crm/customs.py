"""Custom fields as dimensions: what the contract does not list can be filtered and grouped by."""

from collections.abc import Mapping
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.measures import Dimension, Words
from crm.models import custom_fields

KINDS: Mapping[str, Literal["text", "number", "date"]] = {
    "text": "text",
    "number": "number",
    "date": "date",
}


def custom_dimensions(connection: Connection) -> dict[str, Dimension]:
    """Gives a dimension for each custom field that rows have, named `table:field`."""
    rows = connection.execute(sa.select(custom_fields).order_by(*custom_fields.primary_key)).all()
    return {f"{row.table_name}:{row.name}": _dimension(row) for row in rows}


def _dimension(row: sa.Row[tuple[object, ...]]) -> Dimension:
    zh = tuple(dict.fromkeys(word for word in (row.label_zh, row.name) if word))
    en = tuple(dict.fromkeys(word for word in (row.label_en, row.name) if word))
    return Dimension(
        f"{row.table_name}:{row.name}",
        Words(zh, en),
        (f"{row.table_name}.{row.name}",),
        custom=True,
        kind=KINDS.get(row.kind, "text"),
    )
