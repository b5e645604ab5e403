"""Zip archives: unpacked into a folder, within limits, and never outside of it."""

import zipfile
from pathlib import Path, PurePosixPath

from crm.importing.failures import ImportFailed

LARGEST_TOTAL = 4 * 1024**3
LARGEST_RATIO = 200
_RATIO_FROM = 50 * 1024**2
"""Below this size a high ratio does no harm: a short table of equal rows packs very well."""
_MOST_FILES = 1000
_BLOCK = 1 << 20


def unpacked(path: Path, work: Path) -> Path:
    """Gives the folder inside `work` that holds the archive's files.

    Raises:
        ImportFailed: it cannot be read, is locked by a password, points outside, or is a bomb.
    """
    folder = work / "unpacked"
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > _MOST_FILES:
                raise ImportFailed(
                    f"{path.name} holds {len(entries)} files, at most {_MOST_FILES}."
                )
            budget = _budget(path)
            for entry in entries:
                budget -= _unpack(archive, entry, folder, budget)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ImportFailed(f"{path.name} is no readable zip: {error}. Pack it again.") from error
    return folder


def check_bomb(path: Path) -> None:
    """Checks the sizes that an XLSX (a zip inside) declares.

    Raises:
        ImportFailed: they are beyond the limits.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _budget(path):
            raise _bomb(path)


def _budget(path: Path) -> int:
    """Gives how many bytes the archive may unpack to."""
    return min(LARGEST_TOTAL, max(_RATIO_FROM, path.stat().st_size * LARGEST_RATIO))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, budget: int) -> int:
    """Unpacks one file; gives its size as counted, not as the archive declares it."""
    target = folder / _safe_name(entry)
    if entry.flag_bits & 1:
        raise ImportFailed(f"{target.name} in the zip is locked by a password. Unpack it first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(entry) as packed, target.open("wb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > budget:
                raise _bomb(Path(str(archive.filename)))
            file.write(block)
    return size


def _safe_name(entry: zipfile.ZipInfo) -> PurePosixPath:
    name = PurePosixPath(_name(entry).replace("\\", "/"))
    if not str(name).isprintable():
        raise ImportFailed(
            f"The zip holds {str(name)!r}, whose name has control characters. Rename that file."
        )
    if not name.parts or name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        raise ImportFailed(
            f"The zip holds {str(name)!r}, which points outside of it. Pack it again."
        )
    return name


def _name(entry: zipfile.ZipInfo) -> str:
    """Gives the file's name; Chinese Windows writes it as GBK, without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _bomb(path: Path) -> ImportFailed:
    return ImportFailed(
        f"{path.name} unpacks to more than {LARGEST_RATIO} times its size or "
        f"{LARGEST_TOTAL >> 30} GB, which no table does. Unpack it yourself if you trust it."
    )
