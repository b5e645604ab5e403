"""The seal: the last bytes of a backup, a SHA-256 of all that stands before them.

Every byte counts, also those that a zip does not check, and a file that was cut off has none. It
tells damage; whoever can write the file can write another seal.
"""

import hashlib
import os
from typing import BinaryIO

from crm.backups.failures import RestoreFailed

_SIGN = b"wendan backup sha256:"
_DIGITS = 64
OPEN = _SIGN + b"0" * _DIGITS
"""What stands in its place until everything else is written: the zip's comment."""
_BLOCK = 1 << 20


def close(file: BinaryIO) -> str:
    """Writes the hash into the open seal at the end of a file, and gives it."""
    found = _digest(file)
    file.seek(-_DIGITS, os.SEEK_END)
    file.write(found.encode())
    return found


def is_sealed(file: BinaryIO) -> bool:
    """Tells whether a file ends like a backup; its hash is not looked at."""
    return _end(file).startswith(_SIGN)


def require(file: BinaryIO, name: str) -> str:
    """Gives the seal of a file that is whole, its hash.

    Raises:
        RestoreFailed: it is no backup, or not as it was written.
    """
    end = _end(file)
    if not end.startswith(_SIGN):
        raise RestoreFailed(
            f"{name} is no backup of Wendan, or its end is missing. "
            "Give a file that `wendan backup` made, or copy it again."
        )
    found = _digest(file)
    if end != _SIGN + found.encode():
        raise RestoreFailed(
            f"{name} is damaged: it is not as it was written. Copy it again, or use another backup."
        )
    return found


def _end(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(OPEN)))
    return file.read()


def _digest(file: BinaryIO) -> str:
    """Gives the hash of all but the seal's digits."""
    left = file.seek(0, os.SEEK_END) - _DIGITS
    file.seek(0)
    found = hashlib.sha256()
    while left > 0 and (block := file.read(min(left, _BLOCK))):
        found.update(block)
        left -= len(block)
    return found.hexdigest()
