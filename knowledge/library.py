"""The library: documents, passages and their words in one SQLite file, `knowledge/library.db`.

It is what holds: vectors (`index.py`) count only for passages that stand here. Each change is one
transaction, so that a reader, in this process or another, sees all of a document or nothing.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.access import Label, Reader
from knowledge.failures import KnowledgeError
from knowledge.passages import Passage
from knowledge.words import words

FILE = "library.db"
SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE documents (
  document_id TEXT PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
  language TEXT NOT NULL, url TEXT, label TEXT NOT NULL, digest TEXT NOT NULL,
  added_at TEXT NOT NULL
);
CREATE TABLE passages (
  passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
  place INTEGER NOT NULL, label TEXT NOT NULL, headings TEXT NOT NULL, page INTEGER,
  lines TEXT NOT NULL, words INTEGER NOT NULL, segment TEXT NOT NULL
);
CREATE INDEX passages_by_document ON passages (document_id, place);
CREATE INDEX passages_by_label ON passages (label, words);
CREATE INDEX passages_by_segment ON passages (segment);
CREATE TABLE mentions (
  word TEXT NOT NULL, passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
  times INTEGER NOT NULL, PRIMARY KEY (word, passage_id)
) WITHOUT ROWID;
CREATE INDEX mentions_by_passage ON mentions (passage_id);
CREATE TABLE segments (
  segment TEXT PRIMARY KEY, label TEXT NOT NULL, embedding TEXT NOT NULL, passages INTEGER NOT NULL
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Document:
    """A document as it is known, without its text."""

    document_id: str
    source: str
    """The file or folder that was added."""
    path: str
    """Below the source, with `/`; the name of a file that was added by itself."""
    title: str
    language: str
    url: str | None
    label: Label
    digest: str
    added_at: str


@dataclass(frozen=True)
class Kept:
    """A passage of the library."""

    passage_id: int
    document: Document
    place: int
    """Which of its document's, from 1."""
    passage: Passage


@dataclass(frozen=True)
class Segment:
    """Vectors of passages under one label that were kept together; it is never changed."""

    name: str
    label: Label
    passages: int
    """How many it was made of; fewer may still stand in the library."""


class Library:
    """The library in a folder; each call opens the file, so that threads need not share one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def file(self) -> Path:
        """Gives the database file."""
        return self.folder / FILE

    def exists(self) -> bool:
        """Whether anything was ever added."""
        return self.file.exists()

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """Gives a connection on which all that is read is of one moment.

        Raises:
            KnowledgeError: the file is damaged or of a newer version.
        """
        connection = self._connected()
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """Gives a connection whose changes are kept all together, or not at all.

        Raises:
            KnowledgeError: the file is damaged or of a newer version.
        """
        connection = self._connected()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        finally:
            connection.close()  # an open transaction is rolled back

    def _connected(self) -> sqlite3.Connection:
        self.folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.file, timeout=30, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            self._prepare(connection)
        except sqlite3.DatabaseError as error:
            connection.close()
            raise self._damaged(error) from error
        except KnowledgeError:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise KnowledgeError(f"{self.file} is of a newer version of Wendan: install that.")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(
            f"BEGIN IMMEDIATE; {_SCHEMA if not _has_tables(connection) else ''}"
            f"PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )

    def _damaged(self, error: sqlite3.DatabaseError) -> KnowledgeError:
        if "locked" in str(error):
            return KnowledgeError(f"{self.file} is being written by another program; try again.")
        return KnowledgeError(
            f"{self.file} cannot be used: {error}. Remove the folder {self.folder} and add the "
            "documents again."
        )


def _has_tables(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'documents'")
    return bool(found.fetchone()[0])


def documents(connection: sqlite3.Connection) -> tuple[Document, ...]:
    """Gives all documents, by source and path."""
    rows = connection.execute(
        "SELECT document_id, source, path, title, language, url, label, digest, added_at"
        " FROM documents ORDER BY source, path"
    )
    return tuple(map(_document, rows))


def _document(row: Sequence[str]) -> Document:
    document_id, source, path, title, language, url, label, digest, added_at = row
    label_read = Label.of_key(label)
    return Document(
        document_id, source, path, title, language, url or None, label_read, digest, added_at
    )


def labels(connection: sqlite3.Connection, reader: Reader) -> tuple[str, ...]:
    """Gives the keys of the labels under which the reader may read."""
    found = (row[0] for row in connection.execute("SELECT DISTINCT label FROM documents"))
    return tuple(sorted(key for key in found if reader.may_read(Label.of_key(key))))


def segments(connection: sqlite3.Connection, embedding: str) -> tuple[Segment, ...]:
    """Gives the segments that hold vectors of an embedding."""
    rows = connection.execute(
        "SELECT segment, label, passages FROM segments WHERE embedding = ? ORDER BY segment",
        (embedding,),
    )
    return tuple(Segment(name, Label.of_key(label), count) for name, label, count in rows)


def kept(connection: sqlite3.Connection, passage_ids: Iterable[int]) -> dict[int, Kept]:
    """Gives passages by their id; one that is gone is left out."""
    found: dict[int, Kept] = {}
    by_id = {one.document_id: one for one in documents(connection)}
    for passage_id in passage_ids:
        row = connection.execute(
            "SELECT document_id, place, headings, page, lines FROM passages WHERE passage_id = ?",
            (passage_id,),
        ).fetchone()
        if row is not None:
            found[passage_id] = _kept(passage_id, by_id[row[0]], row[1:])
    return found


def of_document(connection: sqlite3.Connection, document: Document) -> tuple[Kept, ...]:
    """Gives the passages of a document, in order."""
    rows = connection.execute(
        "SELECT passage_id, place, headings, page, lines FROM passages"
        " WHERE document_id = ? ORDER BY place",
        (document.document_id,),
    )
    return tuple(_kept(row[0], document, row[1:]) for row in rows)


def _kept(passage_id: int, document: Document, row: Sequence[object]) -> Kept:
    place, headings, page, lines = row
    passage = Passage(
        tuple(json.loads(str(headings))),
        tuple(json.loads(str(lines))),
        page if isinstance(page, int) else None,
    )
    return Kept(passage_id, document, int(str(place)), passage)


def next_passage(connection: sqlite3.Connection) -> int:
    """Gives an id above all that were ever given to a passage."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return 1 if row is None else row[0] + 1


def put(
    connection: sqlite3.Connection, document: Document, held: Iterable[Kept], segment: str
) -> None:
    """Puts a document and its passages in place of what it was before."""
    drop(connection, [document.document_id])
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.document_id,
            document.source,
            document.path,
            document.title,
            document.language,
            document.url,
            document.label.key(),
            document.digest,
            document.added_at,
        ),
    )
    for one in held:
        _put_passage(connection, one, segment)


def _put_passage(connection: sqlite3.Connection, one: Kept, segment: str) -> None:
    counted = word_counts(one.passage)
    connection.execute(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.passage_id,
            one.document.document_id,
            one.place,
            one.document.label.key(),
            json.dumps(one.passage.headings, ensure_ascii=False),
            one.passage.page,
            json.dumps(one.passage.lines, ensure_ascii=False),
            counted.total(),
            segment,
        ),
    )
    put_words(connection, one.passage_id, counted)


def put_words(connection: sqlite3.Connection, passage_id: int, counted: Counter[str]) -> None:
    """Puts the words of a passage."""
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?)",
        [(word, passage_id, times) for word, times in counted.items()],
    )


def word_counts(passage: Passage) -> Counter[str]:
    """Gives how often each word stands in a passage; those of its own heading count twice more."""
    counted = Counter(words(passage.text))
    counted.update(words(" ".join(passage.headings)))
    counted.update(words(passage.headings[-1]))
    return counted


def drop(connection: sqlite3.Connection, document_ids: Iterable[str]) -> None:
    """Takes documents out, with all that hangs on them."""
    connection.executemany(
        "DELETE FROM documents WHERE document_id = ?", [(one,) for one in document_ids]
    )


def fact(connection: sqlite3.Connection, name: str) -> str | None:
    """Gives what was noted under a name."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def note(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Notes something under a name."""
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
