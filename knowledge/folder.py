"""Finds the documents in a folder, and who may read each."""

import os
import tomllib
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.access import FOLDER_RULE, Label, label_of
from knowledge.failures import DocumentRefused, KnowledgeError
from knowledge.formats import readable

SIDECAR = ".access.toml"
MOST_FILES = 100_000


@dataclass(frozen=True)
class Rule:
    """What a folder or a sidecar says of documents."""

    label: Label
    url: str | None
    title: str | None


@dataclass(frozen=True)
class Found:
    """A file that may become a document."""

    file: Path
    path: str
    """Below the source, with `/`; the name of a file that is the source itself."""


def files(source: Path) -> Iterator[Found]:
    """Gives the files of a source that can be read, in order; hidden folders are left out.

    Raises:
        KnowledgeError: there are too many.
    """
    if source.is_file():
        yield Found(source, source.name)
        return
    count = 0
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if readable(file):
                count += 1
                if count > MOST_FILES:
                    raise KnowledgeError(
                        f"{source} holds more than {MOST_FILES:,} files: split it."
                    )
                yield Found(file, file.relative_to(source).as_posix())


def rule_for(source: Path, found: Found) -> Rule:
    """Gives what the folders from the source down, and the sidecar, say of a file.

    Labels narrow each other. The address is the sidecar's, else that of the nearest folder which
    has one, with the path below that folder.

    Raises:
        DocumentRefused: a rule cannot be read.
    """
    label, url = Label(), None
    for folder in _folders(source, found.file):
        said = _read(folder / FOLDER_RULE)
        label = label.narrowed(label_of(said))
        if base := _text(said, "url"):
            below = urllib.parse.quote(found.file.relative_to(folder).as_posix())
            url = f"{base.rstrip('/')}/{below}"
    beside = _read(found.file.with_name(found.file.name + SIDECAR))
    label = label.narrowed(label_of(beside))
    return Rule(label, _text(beside, "url") or url, _text(beside, "title"))


def _folders(source: Path, file: Path) -> Iterator[Path]:
    """Gives the folders whose rules hold for a file, from above."""
    top = source if source.is_dir() else source.parent
    yield top
    for part in file.relative_to(top).parent.parts:
        top /= part
        yield top


def _read(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DocumentRefused(f"has a rule that cannot be read, {file.name}: {error}.") from error


def _text(said: Mapping[str, object], key: str) -> str | None:
    value = said.get(key)
    return value if isinstance(value, str) and value else None
