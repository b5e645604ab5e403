"""Where a restore works in the home, and what it still has to do there once the rows are in.

Rows and files cannot be replaced in one stroke. So the files lie ready in the workplace with a
plan; the rows' transaction records the restore's id; and whoever comes next puts the files in their
places if the id is there, or throws all of it away if it is not.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.home import alone, put, settle, write_whole
from crm.models import restores

WORKPLACE = "restoring"
"""The folder in the home, there only while a restore runs or after it was killed."""
_PLAN, _FILES, _LOCK = "plan.json", "files", "lock"


class Busy(Exception):
    """Another restore works in this home."""


@dataclass(frozen=True)
class Plan:
    """What becomes of the home's files when the rows are in."""

    restore_id: str
    put: tuple[str, ...]
    """Names of files that lie ready."""
    remove: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """Gives the names of all files that change."""
        return (*self.put, *self.remove)


@contextmanager
def workplace(home: Path) -> Generator[Path]:
    """Gives the workplace to one process at a time; without a plan in it, it is gone afterwards.

    Raises:
        Busy: another process has it.
        OSError: it cannot be made.
    """
    folder = home / WORKPLACE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder):
        try:
            yield folder
        finally:
            if not (folder / _PLAN).exists():
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    try:
        lock = (folder / _LOCK).open("ab")
    except FileNotFoundError as error:  # the other one has just ended, and cleaned up
        raise Busy from error
    with lock:
        try:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        if not os.fstat(lock.fileno()).st_nlink:  # likewise
            raise Busy
        yield


def finish(engine: Engine, home: Path) -> None:
    """Ends a restore that was killed: all of it is done, or nothing. Does nothing without one."""
    if not (home / WORKPLACE).is_dir():
        return
    with suppress(Busy), workplace(home) as folder, alone(home):
        clean(engine, home, folder)


def clean(engine: Engine, home: Path, folder: Path) -> None:
    """Ends what an earlier restore left in the workplace, and empties it."""
    plan = _planned(folder)
    if plan is not None and _is_recorded(engine, plan):
        put_in_place(home, folder, plan)
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != _LOCK:
            entry.unlink()


def lay_ready(
    folder: Path, restore_id: str, now: Mapping[str, bytes], then: Mapping[str, bytes]
) -> Plan:
    """Gives the plan that makes the files of `now` those of `then`, on the disk with its files."""
    new = tuple(name for name, content in then.items() if now.get(name) != content)
    plan = Plan(restore_id, new, tuple(sorted(now.keys() - then.keys())))
    (folder / _FILES).mkdir()
    for name in new:
        write_whole(folder / _FILES / name, then[name])
    # Under its name only when it is whole: half a plan would be taken for one.
    draft = folder / f"{_PLAN}.new"
    write_whole(draft, json.dumps(asdict(plan)).encode())
    draft.replace(folder / _PLAN)
    settle(folder)
    return plan


def put_in_place(home: Path, folder: Path, plan: Plan) -> None:
    """Carries a plan out; doing so again does what is left of it."""
    for entry in folder.glob("*.db*"):  # the stage is not needed any more, its space perhaps
        entry.unlink()
    for name in plan.put:
        ready = folder / _FILES / name
        if ready.exists():
            put(ready, home / name)
    for name in plan.remove:
        (home / name).unlink(missing_ok=True)
    settle(home)
    (folder / _PLAN).unlink()


def _planned(folder: Path) -> Plan | None:
    try:
        found = json.loads((folder / _PLAN).read_text())
    except FileNotFoundError:
        return None
    return Plan(found["restore_id"], tuple(found["put"]), tuple(found["remove"]))


def _is_recorded(engine: Engine, plan: Plan) -> bool:
    own = restores.c.restore_id == plan.restore_id
    with engine.connect() as connection:
        return connection.execute(sa.select(restores).where(own)).first() is not None
