"""A new file that appears under its name only when all of it is on the disk."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crm.backups.failures import BackupFailed
from crm.backups.seal import is_sealed
from crm.home import settle

_ENDING = ".part"
_ATTEMPTS = 5


@contextmanager
def new_file(path: Path, *, replace: bool) -> Generator[BinaryIO]:
    """Gives a file that only this user may read; it gets its name when the block ends well.

    Raises:
        BackupFailed: the name is taken, or nothing can be written there.
    """
    try:
        _require_free(path, replace=replace)
        _sweep(path)
        file, part = _begun(path)
    except OSError as error:
        raise _failed(path, error) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            _require_free(path, replace=replace)
            part.replace(path)
        settle(path.parent)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _require_free(path: Path, *, replace: bool) -> None:
    if not path.parent.is_dir():
        raise BackupFailed(f"There is no folder {path.parent}. Make it, or give another FILE.")
    if path.is_dir():
        raise BackupFailed(f"{path} is a folder. Give the name of a file in it.")
    if not path.exists():
        return
    if not replace:
        raise BackupFailed(f"{path} is there already. Give another name, or --replace.")
    with path.open("rb") as file:
        if not is_sealed(file):
            raise BackupFailed(f"{path} is no backup, so it is not replaced. Give another name.")


def _begun(path: Path) -> tuple[BinaryIO, Path]:
    """Gives a file beside its final place, locked as long as it is open.

    Raises:
        OSError: it cannot be made.
    """
    for _ in range(_ATTEMPTS):
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_ENDING, dir=path.parent)
        file = os.fdopen(number, "w+b")
        fcntl.flock(number, fcntl.LOCK_EX)
        if os.fstat(number).st_nlink:  # else another backup swept it away before it was locked
            return file, Path(name)
        file.close()
    raise BlockingIOError(errno.EAGAIN, "other backups are being written there", str(path))


def _sweep(path: Path) -> None:
    """Removes what backups of that name left that were killed; who still writes holds a lock."""
    for part in path.parent.iterdir():
        if part.name.startswith(f".{path.name}.") and part.name.endswith(_ENDING):
            with suppress(OSError), part.open("rb") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()


def _failed(path: Path, error: OSError) -> BackupFailed:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    advice = (
        "Free some space, or give a FILE on another disk."
        if full
        else "Give a FILE in a folder that this user may write."
    )
    reason = error.strerror or str(error)
    return BackupFailed(f"No backup was written, for {path} cannot be: {reason}. {advice}")
