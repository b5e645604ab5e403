"""The one MetaData, and the columns that every business table shares."""

import sqlalchemy as sa

from crm.models.types import Document

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)


def key(name: str) -> sa.Column[str]:
    """Gives a text column of the primary key."""
    return sa.Column(name, sa.String(200), primary_key=True)


def ref(name: str, *, required: bool = True) -> sa.Column[str]:
    """Gives a column that holds another table's id.

    There is no foreign key in the database: `crm.importing` lets a row in only when what it
    refers to is there (else it waits in `waiting_rows`), in sets, which bulk loads can afford.
    """
    return sa.Column(name, sa.String(200), nullable=not required)


def text(name: str, *, required: bool = False) -> sa.Column[str]:
    """Gives a text column."""
    return sa.Column(name, sa.Text, nullable=not required)


def custom() -> sa.Column[object]:
    """Gives the column of the fields that the contract does not list, by name (a JSON object)."""
    return sa.Column("custom", Document(), nullable=True)
