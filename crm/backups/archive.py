"""A backup that is read: whole, of a size that it says itself, and nothing in it but its parts."""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm.backups import manifest as layout
from crm.backups import seal
from crm.backups.failures import RestoreFailed
from crm.backups.manifest import FilePart, Manifest, TablePart
from crm.backups.portable import LONGEST_ROW

LARGEST_RATIO = 500
_RATIO_FROM = 1 << 30
"""Below this unpacked size a high ratio does no harm."""
_BLOCK = 1 << 18
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError, KeyError),
)
"""What Python's zipfile raises for files that are no good zips."""


@dataclass(frozen=True)
class Archive:
    """An open backup."""

    name: str
    manifest: Manifest
    seal: str
    zip: zipfile.ZipFile

    def lines(self, part: TablePart) -> Iterator[bytes]:
        """Gives the rows of a table, as blocks of whole lines (the last one without its end).

        Raises:
            RestoreFailed: the part is not what the manifest says; the last block comes before this
                is known, so what was done with the others must be undone.
        """
        rest: list[bytes] = []
        for block in self._checked(part):
            head, end, tail = block.rpartition(b"\n")
            if end:
                yield b"".join((*rest, head))
                rest = []
            rest.append(tail)
            if sum(map(len, rest)) > LONGEST_ROW:
                raise self.unfit(part.path, "a line is too long")
        if any(rest):
            raise self.unfit(part.path, "its last line has no end")

    def content(self, part: FilePart) -> bytes:
        """Gives a file of the home.

        Raises:
            RestoreFailed: it is not what the manifest says.
        """
        if part.bytes > layout.LARGEST_FILE:
            raise self.unfit(part.path, f"it has more than {layout.LARGEST_FILE:,} bytes")
        return b"".join(self._checked(part))

    def unfit(self, path: str, reason: str) -> RestoreFailed:
        """Gives the failure of a part that is not right."""
        return RestoreFailed(
            f"{path} in {self.name} is not right: {reason}. Use another backup, "
            "or a fresh copy of this one."
        )

    def _checked(self, part: TablePart | FilePart) -> Iterator[bytes]:
        """Gives the bytes of a part, never more than it should have."""
        size, hashed = 0, hashlib.sha256()
        try:
            with self.zip.open(part.path) as packed:
                while block := packed.read(_BLOCK):
                    size += len(block)
                    if size > part.bytes:
                        break
                    hashed.update(block)
                    yield block
        except _BROKEN as error:
            raise self.unfit(part.path, str(error)) from error
        if size != part.bytes or hashed.hexdigest() != part.sha256:
            raise self.unfit(part.path, "it is not what the manifest says")


@contextmanager
def opened(path: Path) -> Generator[Archive]:
    """Gives the backup at `path`, which is whole and holds what its manifest says.

    Raises:
        RestoreFailed: it cannot be read, is damaged, or is no backup.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise RestoreFailed(f"{path} cannot be read: {error.strerror}. Check it.") from error
    with file:
        hashed = seal.require(file, path.name)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise RestoreFailed(f"{path.name} is no readable zip: {error}.") from error
        with archive:
            found = _manifest(path, archive)
            _require_only_parts(path, archive, found)
            _require_size(path, found)
            yield Archive(path.name, found, hashed, archive)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(layout.NAME) as packed:
            text = packed.read(layout.LARGEST + 1)
    except _BROKEN as error:
        raise RestoreFailed(f"{path.name} holds no readable manifest: {error}.") from error
    if len(text) > layout.LARGEST:
        raise RestoreFailed(f"The manifest of {path.name} is larger than any. Use another backup.")
    return layout.parsed(text)


def _require_only_parts(path: Path, archive: zipfile.ZipFile, found: Manifest) -> None:
    """Sees that the zip holds each part once and nothing else.

    No name of the zip is ever a path: the parts are known by the names of tables and files.
    """
    there = sorted(entry.filename for entry in archive.infolist())
    wanted = sorted([layout.NAME, *(part.path for part in found.parts)])
    if there != wanted:
        odd = next(iter(sorted(set(there) ^ set(wanted)) or there))
        raise RestoreFailed(
            f"{path.name} and its manifest do not agree about {odd!r}. Use another backup."
        )


def _require_size(path: Path, found: Manifest) -> None:
    declared = sum(part.bytes for part in found.parts)
    if declared > max(_RATIO_FROM, path.stat().st_size * LARGEST_RATIO):
        raise RestoreFailed(
            f"{path.name} unpacks to {declared:,} bytes, more than {LARGEST_RATIO} times its size, "
            "which no backup does. Use another one."
        )
