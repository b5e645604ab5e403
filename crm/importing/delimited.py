"""CSV and TSV files: encoding and delimiter are detected, a broken row stays alone."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice, repeat
from pathlib import Path
from typing import NamedTuple, Self, TextIO

from crm.importing.cells import BrokenRow, Chunk, Source, checked_headers
from crm.importing.failures import ImportFailed

_BLOCK = 1 << 20
_DELIMITERS = ",\t;|"
_WELL_FORMED = "a row with as many cells as the header, quotes closed"


def delimited_source(path: Path, label: str) -> Source:
    """Gives the one source of a CSV or TSV file.

    Raises:
        ImportFailed: the file is empty, of an unknown encoding, or its header is unusable.
    """
    encoding, clean = _encoding(path, label)
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        first = next((line for line in file if line.strip()), None)
    if first is None:
        raise ImportFailed(f"{label} is empty. Put the column names in its first row.")
    delimiter = _delimiter(first, path)
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        headers = checked_headers(next(_records(_Lines(file), delimiter)).cells, label)
    while headers and not headers[-1]:
        headers = headers[:-1]
    reading = _Reading(path, encoding, delimiter, len(headers), clean)
    return Source(path.stem, label, path, headers, partial(_chunks, reading), _line_count(path) - 1)


def _line_count(path: Path) -> int:
    """Gives the number of lines, for the progress: rows may be fewer where cells have two."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(partial(file.read, _BLOCK), b""))


@dataclass(frozen=True)
class _Reading:
    path: Path
    encoding: str
    delimiter: str
    width: int
    clean: bool


class _Record(NamedTuple):
    line: int
    cells: list[str]
    error: str = ""


def _chunks(reading: _Reading, rows: int) -> Iterator[Chunk]:
    with reading.path.open(encoding=reading.encoding, errors="surrogateescape", newline="") as file:
        lines = _Lines(file)
        next(_records(lines, reading.delimiter))
        while block := lines.take(rows):
            first = lines.number - len(block) + 1
            simple = _simple_chunk(block, first, reading) if reading.clean else None
            if simple is not None:
                yield simple
                continue
            lines.put_back(block)
            records = islice(_records(lines, reading.delimiter), len(block))
            yield _chunk(list(records), reading)


def _simple_chunk(block: list[str], first: int, reading: _Reading) -> Chunk | None:
    """Gives lines of which each is a row of the right width, None if one is not.

    This is the usual case, and far faster than going row by row.
    """
    columns = _unquoted_columns(block, reading) or _quoted_columns(block, reading)
    return None if columns is None else Chunk(range(first, first + len(block)), columns)


def _unquoted_columns(block: list[str], reading: _Reading) -> list[list[str]] | None:
    """Gives the columns of lines without any quotes, None if there are some."""
    text = "".join(block).replace("\r\n", "\n")
    width, delimiter = reading.width, reading.delimiter
    if '"' in text or "\r" in text or max(map(len, block)) > csv.field_size_limit():
        return None
    if width == 1 or set(map(str.count, block, repeat(delimiter))) != {width - 1}:
        return None
    cells = text.removesuffix("\n").replace("\n", delimiter).split(delimiter)
    return [cells[at::width] for at in range(width)]


def _quoted_columns(block: list[str], reading: _Reading) -> list[tuple[str, ...]] | None:
    try:
        rows = list(csv.reader(block, delimiter=reading.delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(block) or set(map(len, rows)) != {reading.width}:
        return None
    return list(zip(*rows, strict=True))


def _chunk(batch: list[_Record], reading: _Reading) -> Chunk:
    broken: list[BrokenRow] = []
    lines: list[int] = []
    rows: list[list[str]] = []
    width = reading.width
    for record in batch:
        line, cells, error = record
        if error or len(cells) != width or not (reading.clean or _decoded(cells)):
            if fault := _fault(record, width):
                broken.append(fault)
                continue
            cells = (cells + [""] * width)[:width]
        lines.append(line)
        rows.append(cells)
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in range(width)]
    return Chunk(lines, columns, tuple(broken))


def _decoded(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _fault(record: _Record, width: int) -> BrokenRow | None:
    """Gives what is wrong with a row; None where it only lacks, or adds, empty cells at its end."""
    text = ",".join(record.cells)
    if record.error:
        return BrokenRow(record.line, text, record.error, _WELL_FORMED)
    if not _decoded(record.cells):
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return BrokenRow(record.line, shown, "has bytes that are not UTF-8", "text in UTF-8")
    if any(cell.strip() for cell in record.cells[width:]):
        found = f"has {len(record.cells)} cells where the header has {width}"
        return BrokenRow(record.line, text, found, _WELL_FORMED)
    return None


class _Lines:
    """The lines of a file, with their numbers; lines can be put back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._file)
        self.number += 1
        self.taken.append(line)
        return line

    def take(self, count: int) -> list[str]:
        """Gives the next lines."""
        taken = self._again[: -count - 1 : -1]
        del self._again[len(self._again) - len(taken) :]
        taken += islice(self._file, count - len(taken))
        self.number += len(taken)
        return taken

    def put_back(self, lines: Iterable[str]) -> None:
        back = list(lines)
        self.number -= len(back)
        self._again.extend(reversed(back))


def _records(lines: _Lines, delimiter: str) -> Iterator[_Record]:
    """Gives the records with the number of their first line; blank lines are left out."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # Most often an open quote that has swallowed the lines after it: only its own line is
            # broken, the others are read again.
            first, *others = lines.taken
            lines.put_back(others)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield _Record(start, [first.rstrip("\r\n")], f"cannot be read ({error})")
            continue
        if cells and (len(cells) > 1 or cells[0].strip()):
            yield _Record(start, cells)


def _delimiter(first: str, path: Path) -> str:
    outside = "".join(part for at, part in enumerate(first.split('"')) if at % 2 == 0)
    best = max(_DELIMITERS, key=outside.count)
    if outside.count(best):
        return best
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _encoding(path: Path, label: str) -> tuple[str, bool]:
    """Gives the encoding, and whether the whole file is known to be of it."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", True
    if _decodes(path, "utf-8"):
        return "utf-8-sig", True
    well, ill, lone = _high_bytes(path)
    if ill * 20 < well:
        return "utf-8-sig", False
    if lone * 2 < ill and _decodes(path, "gb18030"):
        return "gb18030", True
    raise ImportFailed(
        f"{label} is neither UTF-8 nor GB18030. Save it as UTF-8 (in Excel: CSV UTF-8)."
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if b"\x00" in block:
                    raise ImportFailed(f"{path.name} is not a table: it holds binary data.")
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _high_bytes(path: Path) -> tuple[int, int, int]:
    """Gives counts in the first megabyte: UTF-8 letters, other high bytes, those that stand alone.

    A high byte alone is an accent in a Western single-byte encoding; Chinese ones come in pairs.
    """
    with path.open("rb") as file:
        block = file.read(_BLOCK)
    text = block.decode("utf-8", "surrogateescape")
    well = ill = 0
    for char in text:
        if char >= "\x80":
            ill += "\udc80" <= char <= "\udcff"
            well += not "\udc80" <= char <= "\udcff"
    padded = b" " + block + b" "
    lone = sum(
        1
        for before, byte, after in zip(padded, padded[1:], padded[2:], strict=False)
        if byte >= 0x80 and before < 0x80 and after < 0x80
    )
    return well, ill, lone
