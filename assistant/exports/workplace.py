"""The temporary folder of an export: only its owner can read it, and it surely goes.

It goes when the export ends, however it ends. Only a process that is killed cannot do that: so each
holds a lock as long as it lives, and the next export removes the folders whose lock is free.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "wendan-export-"
_LOCK = "lock"


@contextmanager
def workplace() -> Generator[Path]:
    """Gives a folder that is removed with the end of the block.

    Raises:
        OSError: the system's temporary folder cannot be written.
    """
    root = Path(tempfile.gettempdir())
    _remove_left(root)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=root, ignore_cleanup_errors=True) as made:
        folder = Path(made)
        # Under another name until it is locked: so nobody finds a lock that is free too early.
        lock = os.open(folder / "locking", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "locking").rename(folder / _LOCK)
            yield folder
        finally:
            os.close(lock)


def _remove_left(root: Path) -> None:
    """Removes the folders of processes that are no more."""
    for folder in root.glob(f"{PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:  # just made, or somebody else's
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)
