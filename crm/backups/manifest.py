"""What a backup says about itself, and how the file is laid out.

A backup is a zip: `tables/NAME.jsonl` for each table, one JSON array a line (`portable.py`);
`home/NAME` for each file of the home; and `manifest.json`. The zip's comment is a seal, a hash of
everything before it (`seal.py`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm.backups.failures import RestoreFailed
from crm.backups.portable import Kind

FORMAT = 1
NAME = "manifest.json"
LARGEST = 1 << 20
"""Of the manifest, in bytes."""
LARGEST_FILE = 1 << 24
"""Of a file of the home."""
SUFFIX = ".wendan"

NOT_HELD = frozenset({"alembic_version", "rate_states", "restores", "chat_lanes", "chat_messages"})
"""Tables that a database keeps about itself, and does not take from another one.

What was written in chats is not asked again because an older state came back.
"""

Count = Annotated[int, Field(ge=0, lt=1 << 63)]


class Part(BaseModel):
    """A file inside: its size and SHA-256, unpacked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=100)]
    """Of the table or of the home's file; never a path."""
    bytes: Count
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class TablePart(Part):
    """The rows of a table."""

    rows: Count
    columns: Mapping[str, Kind]
    """In the order of the values of a line."""
    last_id: Count | None = None
    """The largest number that the database gave to a row; None where it gives none."""

    @property
    def path(self) -> str:
        """Gives its name in the zip."""
        return f"tables/{self.name}.jsonl"


class FilePart(Part):
    """A file of the home."""

    @property
    def path(self) -> str:
        """Gives its name in the zip."""
        return f"home/{self.name}"


class Manifest(BaseModel):
    """What made the backup, when, and all that is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = FORMAT
    version: str
    """Of the product."""
    revision: str
    """Of the schema."""
    made_at: datetime
    """In the business time zone, without an offset."""
    settings: Mapping[str, str]
    """Those that change what figures mean, to be compared; no others, so no secrets."""
    tables: tuple[TablePart, ...]
    files: tuple[FilePart, ...]

    @property
    def parts(self) -> tuple[TablePart | FilePart, ...]:
        """Gives everything but the manifest."""
        return (*self.tables, *self.files)

    @property
    def rows(self) -> int:
        """Gives the number of rows in all tables."""
        return sum(table.rows for table in self.tables)


def held(tables: sa.MetaData) -> tuple[sa.Table, ...]:
    """Gives the tables that a backup holds, by name."""
    return tuple(tables.tables[name] for name in sorted(tables.tables.keys() - NOT_HELD))


def parsed(text: bytes) -> Manifest:
    """Gives what a manifest says.

    Raises:
        RestoreFailed: it makes no sense, or a newer version of the product wrote it.
    """
    try:
        found = _Versioned.model_validate_json(text)
        if found.format > FORMAT:
            raise RestoreFailed(
                f"Wendan {found.version} made this backup, in a format that this version does not "
                f"know. Install Wendan {found.version} or a newer one, and restore with that."
            )
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise RestoreFailed(
            f"The backup's manifest makes no sense at {where!r}: {first['msg']}. "
            "Use another backup, or a fresh copy of this one."
        ) from error


class _Versioned(BaseModel):
    """What manifests of all formats say."""

    format: int
    version: str = "of another version"
