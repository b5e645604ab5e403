"""Making a backup: all tables as they are at one moment, while others go on writing."""

import hashlib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.backups import manifest as layout
from crm.backups import seal
from crm.backups.deployment import Deployment, Progress, silent
from crm.backups.failures import BackupFailed, explained
from crm.backups.manifest import FilePart, Manifest, TablePart
from crm.backups.newfile import new_file
from crm.backups.portable import LONGEST_ROW, Kind, UnfitRow, decoded
from crm.backups.unloading import blocks, kinds_of, last_id, steady
from crm.database import reading
from crm.schema import revision

NOTHING = "No backup was written"


@dataclass(frozen=True)
class About:
    """What a backup says of where it comes from."""

    version: str
    """Of the product."""
    made_at: datetime
    settings: Mapping[str, str]
    """Those that change what figures mean. Never secrets: a backup is not encrypted."""


@dataclass(frozen=True)
class Saved:
    """A backup as it was written."""

    path: Path
    manifest: Manifest
    seal: str
    """The hash that tells it from all others."""
    size: int
    """In bytes."""


def save(
    deployment: Deployment,
    path: Path,
    about: About,
    *,
    replace: bool = False,
    progress: Progress = silent,
    record: Callable[[Saved], None] | None = None,
) -> Saved:
    """Writes a backup of a deployment, which may be in use.

    Args:
        deployment: what to back up.
        path: where the file goes; it appears when it is complete.
        about: what it says of where it comes from.
        replace: whether an earlier backup of that name may be replaced.
        progress: told after every block of rows.
        record: called when the file is complete, before it gets its name.

    Raises:
        BackupFailed: nothing was written; the message says why and what to do.
    """
    files = _contents(deployment)
    with new_file(path, replace=replace) as file:
        with (
            explained(deployment.engine, BackupFailed, NOTHING),
            reading(deployment.engine) as connection,
        ):
            _require_current(connection, deployment)
            found = _written(connection, deployment, file, (about, files), progress)
        hashed = seal.close(file)
        saved = Saved(path, found, hashed, file.seek(0, 2))
        if record is not None:
            record(saved)
    return saved


def _contents(deployment: Deployment) -> Mapping[str, bytes]:
    try:
        files = deployment.contents()
    except OSError as error:
        raise BackupFailed(
            f"{NOTHING}, for {error.filename} cannot be read: {error.strerror}. "
            "Give this user access to it."
        ) from error
    for name, content in files.items():
        if len(content) > layout.LARGEST_FILE:
            raise BackupFailed(
                f"{NOTHING}, for {deployment.home / name} has {len(content):,} bytes, "
                f"at most {layout.LARGEST_FILE:,}. Make it shorter."
            )
    return files


def _require_current(connection: Connection, deployment: Deployment) -> None:
    found = revision(connection, deployment.schema)
    if found != deployment.schema.head:
        raise BackupFailed(
            f"{NOTHING}: the database has schema version {found}, this program knows "
            f"{deployment.schema.head}. Back it up with the version of Wendan that it is used "
            "with, or run `wendan db upgrade`."
        )


def _written(
    connection: Connection,
    deployment: Deployment,
    file: BinaryIO,
    what: tuple[About, Mapping[str, bytes]],
    progress: Progress,
) -> Manifest:
    """Writes everything but the seal's hash, and gives the manifest."""
    about, files = what
    steady(connection)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = seal.OPEN
        found = Manifest(
            version=about.version,
            revision=deployment.schema.head,
            made_at=about.made_at,
            settings=about.settings,
            tables=tuple(
                _table(archive, connection, table, progress) for table in deployment.tables
            ),
            files=tuple(_file(archive, name, content) for name, content in files.items()),
        )
        archive.writestr(layout.NAME, found.model_dump_json(indent=1))
    return found


def _table(
    archive: zipfile.ZipFile, connection: Connection, table: sa.Table, progress: Progress
) -> TablePart:
    kinds = kinds_of(table)
    name = TablePart(name=table.name, bytes=0, sha256="0" * 64, rows=0, columns=kinds)
    rows, size, hashed = 0, 0, hashlib.sha256()
    with archive.open(name.path, "w", force_zip64=True) as part:
        for count, lines in blocks(connection, table):
            _require_fit(table.name, lines, kinds)
            block = lines + b"\n"
            part.write(block)
            hashed.update(block)
            rows, size = rows + count, size + len(block)
            progress(table.name, rows, None)
    found = {"bytes": size, "sha256": hashed.hexdigest(), "rows": rows}
    return name.model_copy(update={**found, "last_id": last_id(connection, table)})


def _require_fit(table: str, lines: bytes, columns: Mapping[str, Kind]) -> None:
    reason = None
    try:
        decoded(lines, columns)
    except UnfitRow as error:
        reason = str(error)
    if max(map(len, lines.split(b"\n"))) > LONGEST_ROW:
        reason = f"a row has more than {LONGEST_ROW >> 20} MB"
    if reason is not None:
        raise BackupFailed(
            f"{NOTHING}: the table {table} holds what no import and no answer writes "
            f"({reason}). Correct that row."
        )


def _file(archive: zipfile.ZipFile, name: str, content: bytes) -> FilePart:
    part = FilePart(name=name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    archive.writestr(part.path, content)
    return part
