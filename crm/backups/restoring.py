"""Restoring a backup: all of it is there afterwards, or nothing has changed."""

import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from crm.backups.archive import Archive, opened
from crm.backups.deployment import Deployment, Progress, silent
from crm.backups.failures import RestoreFailed, explained
from crm.backups.manifest import Manifest
from crm.backups.replacing import (
    LAST,
    beside,
    give_on,
    keep_others_out,
    raise_versions,
    refresh_plans,
    replace_rows,
    versions,
)
from crm.backups.stage import require_known, staged
from crm.backups.trail import Trail, trail
from crm.backups.triggers import set_aside
from crm.backups.workplace import Busy, Plan, clean, lay_ready, put_in_place, workplace
from crm.home import alone
from crm.models import restores
from crm.schema import prepare

NOTHING = "Nothing was restored"
COMMITTED = "files of the home"
"""What the progress is told when the rows are in, before the files are put in their places."""
_STAGE = "stage.db"


@dataclass(frozen=True)
class Restored:
    """What was restored."""

    manifest: Manifest
    seal: str
    """The hash that tells the backup from all others."""
    files: tuple[str, ...]
    """Names of the home's files that changed or went."""
    log: Trail
    """What became of the audit log that was here."""


Record = Callable[[Connection, Restored], None]


def restore(
    deployment: Deployment,
    path: Path,
    *,
    now: datetime,
    replace: bool = False,
    progress: Progress = silent,
    record: Record | None = None,
) -> Restored:
    """Makes a deployment, which may be in use, what it was when the backup was made.

    Args:
        deployment: an empty one; what is missing of it is made.
        path: the backup.
        now: the moment of the restore, naive in the business time zone.
        replace: whether what the deployment holds may be lost.
        progress: told after every block of rows.
        record: called at the end of the transaction, to be kept with the rows or not at all.

    Raises:
        RestoreFailed: the message says why and what to do.
        crm.database.DatabaseError: the database cannot be used.
    """
    with _disk_explained(), opened(path) as archive:
        require_known(archive, deployment.schema)
        files = _files(deployment, archive)
        with _alone(deployment.home) as folder:
            run = _Run(deployment, archive, folder, progress)
            return run.restore(files, now=now, replace=replace, record=record)


@dataclass(frozen=True)
class _Run:
    """One restore, on its way."""

    deployment: Deployment
    archive: Archive
    folder: Path
    progress: Progress

    @property
    def stage(self) -> Path:
        """Gives the file with the rows to come."""
        return self.folder / _STAGE

    def restore(
        self, files: Mapping[str, bytes], *, now: datetime, replace: bool, record: Record | None
    ) -> Restored:
        engine, home = self.deployment.engine, self.deployment.home
        with explained(engine, RestoreFailed, NOTHING):
            prepare(engine, self.deployment.schema)
            clean(engine, home, self.folder)
            plan = self._prepared(files, replace=replace)
            with alone(home):
                try:
                    with beside(engine, self.stage) as connection:
                        restored = self._replace(connection, plan, now, replace=replace)
                        if record is not None:
                            record(connection, restored)
                except Exception:
                    with suppress(DBAPIError, OSError):
                        clean(engine, home, self.folder)
                    raise
                self.progress(COMMITTED, 0, len(plan.changed))
                _put(home, self.folder, plan)
        return restored

    def _prepared(self, files: Mapping[str, bytes], *, replace: bool) -> Plan:
        """Gives the plan for the files, when the rows are on the stage."""
        there = self.deployment.contents()
        if not replace:
            self._require_no_files(there, files)
            with self.deployment.engine.connect() as connection:
                self._require_no_rows(connection)
        staged(self.archive, self.stage, self.deployment.schema, self.progress)
        return lay_ready(self.folder, uuid.uuid4().hex, there, files)

    def _replace(
        self, connection: Connection, plan: Plan, now: datetime, *, replace: bool
    ) -> Restored:
        tables = self.deployment.tables
        keep_others_out(connection, tables)
        if not replace:
            self._require_no_rows(connection)
        before, log = versions(connection), trail(connection, self.stage)
        replaced = [table for table in tables if not (log == "kept" and table.name == LAST)]
        given = {part.name: part.last_id for part in self.archive.manifest.tables}
        with set_aside(connection, [table.name for table in replaced]):
            for table in replaced:
                replace_rows(connection, table, self.stage, self.progress)
                give_on(connection, table, given.get(table.name))
        raise_versions(connection, before)
        refresh_plans(connection, tables)
        self._note(connection, plan, now)
        return Restored(self.archive.manifest, self.archive.seal, plan.changed, log)

    def _note(self, connection: Connection, plan: Plan, now: datetime) -> None:
        """Has the database say that the rows are in: the files follow if it does."""
        connection.execute(
            restores.insert().values(
                restore_id=plan.restore_id,
                source=self.archive.seal,
                made_at=self.archive.manifest.made_at,
                finished_at=now,
            )
        )

    def _require_no_rows(self, connection: Connection) -> None:
        found = self.deployment.filled(connection)
        if found:
            where = self.deployment.engine.url.render_as_string(hide_password=True)
            some = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
            raise RestoreFailed(
                f"{NOTHING}: {where} holds rows already ({some}). Give --replace to lose them, "
                "or set WENDAN_HOME or WENDAN_DATABASE_URL to an empty one."
            )

    def _require_no_files(self, there: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
        for name, content in there.items():
            if files.get(name) != content:
                raise RestoreFailed(
                    f"{NOTHING}: {self.deployment.home / name} is there already, and differs. "
                    "Give --replace to lose it, or set WENDAN_HOME to an empty folder."
                )


def _files(deployment: Deployment, archive: Archive) -> Mapping[str, bytes]:
    for part in archive.manifest.files:
        if part.name not in deployment.files:
            raise archive.unfit(part.path, "no such file belongs into a home")
    return {part.name: archive.content(part) for part in archive.manifest.files}


def _put(home: Path, folder: Path, plan: Plan) -> None:
    try:
        put_in_place(home, folder, plan)
    except OSError as error:
        where = error.filename or home
        raise RestoreFailed(
            f"The rows are restored, and {', '.join(plan.changed)} not yet: {where} "
            f"cannot be written ({error.strerror}). Mend that and run `wendan db upgrade`, "
            "which puts them in place."
        ) from error


@contextmanager
def _alone(home: Path) -> Generator[Path]:
    try:
        with workplace(home) as folder:
            yield folder
    except Busy as error:
        raise RestoreFailed(
            f"{NOTHING}: another restore works in {home}. Wait until it has ended."
        ) from error


@contextmanager
def _disk_explained() -> Generator[None]:
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise RestoreFailed(
            f"{NOTHING}. {where}{error.strerror or error}. See that the home can be written "
            "and that its disk has space."
        ) from error
