"""The home's files: changed by one process at a time, each file whole or not at all."""

import errno
import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class Occupied(Exception):
    """Another process changes the home's files just now."""


@contextmanager
def alone(home: Path) -> Generator[None]:
    """Waits until no other process or thread changes the files of the home."""
    with _locked(home, fcntl.LOCK_EX):
        yield


@contextmanager
def alone_at_once(home: Path) -> Generator[None]:
    """Does the same without waiting.

    Raises:
        Occupied: another one is at it.
    """
    try:
        with _locked(home, fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield
    except BlockingIOError as error:
        raise Occupied from error


@contextmanager
def _locked(home: Path, how: int) -> Generator[None]:
    # The folder itself holds the lock: it ends with the process, and leaves no file behind.
    number = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(number, how)
        yield
    finally:
        os.close(number)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a new file that is on the disk when this ends; none is left where that fails."""
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def put(ready: Path, path: Path) -> None:
    """Puts a file that lies ready in the place of another, where a link leads to."""
    there = path.resolve()
    there.parent.mkdir(parents=True, exist_ok=True)
    if there.exists():
        shutil.copymode(there, ready)
    try:
        ready.replace(there)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        new = there.with_name(f".{there.name}.{os.getpid()}.new")
        write_whole(new, ready.read_bytes())
        shutil.copymode(ready, new)
        new.replace(there)
        ready.unlink()
    settle(there.parent)


def settle(folder: Path) -> None:
    """Has the folder's entries on the disk too, where folders can be told to."""
    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(number)
    except OSError:
        return
    finally:
        os.close(number)
