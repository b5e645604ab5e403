"""Writes into a knowledge base: one writer at a time, each batch whole or not at all.

Vectors first, as new segments; then one transaction of the library that names them; then what
nothing names any more is dropped. Killed anywhere in between, the next writer sweeps the remains.
"""

import json
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from knowledge import library
from knowledge.access import Label
from knowledge.base import EMBEDDING, NAME, RULER, WORDS, KnowledgeBase
from knowledge.failures import KnowledgeError
from knowledge.index import FOLDER
from knowledge.library import Document, Kept
from knowledge.likeness import keys, measured, texts
from knowledge.passages import Passage
from knowledge.words import version

LOCK = "writing.lock"
MOST_SEGMENTS = 6
"""Of one label; more, or more than a quarter gone, and they are written anew as one."""
AT_ONCE = 200
Progress = Callable[[str, int, int], None]
"""Is told what is done, how much of it, and of how much."""


@dataclass(frozen=True)
class Draft:
    """A document with its passages, not kept yet."""

    document: Document
    passages: tuple[Passage, ...]


@contextmanager
def writing(base: KnowledgeBase) -> Generator[None]:
    """Keeps every other writer out, and sweeps up after one that was killed.

    Raises:
        KnowledgeError: another program is writing, or the documents are indexed by another
            embedding than the one that is set.
    """
    base.library.folder.mkdir(parents=True, exist_ok=True)
    # The lock is a transaction: the system ends it with the process, however that ends.
    lock = sqlite3.connect(base.library.folder / LOCK, timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise KnowledgeError(
            "Another program is changing the documents; try again when it has finished."
        ) from error
    try:
        _sweep(base)
        yield
    finally:
        lock.close()


def _sweep(base: KnowledgeBase) -> None:
    """Drops segments of ours that the library does not name."""
    with base.library.reading() as connection:
        own = library.fact(connection, NAME)
        named = {row[0] for row in connection.execute("SELECT segment FROM segments")}
    if own is not None:
        ours = (name for name in base.vectors.names() if name.startswith(own))
        base.vectors.drop(sorted(set(ours) - named))


def require_same_embedding(base: KnowledgeBase) -> None:
    """Notes the embedding of a new library; of an old one it must be the same.

    Raises:
        KnowledgeError: it is another.
    """
    with base.library.reading() as connection:
        noted = library.fact(connection, EMBEDDING)
    if noted is None:
        ruler = measured(base.embedding)
        with base.library.writing() as connection:
            library.note(connection, NAME, f"wendan-{uuid.uuid4().hex[:8]}")
            _note_embedding(connection, base.embedding.name, ruler.unrelated, ruler.related)
    elif noted != base.embedding.name:
        raise KnowledgeError(
            f"The documents are indexed with {noted!r}, and {base.embedding.name!r} is set: run "
            "`wendan knowledge reindex`."
        )


def _note_embedding(
    connection: sqlite3.Connection, name: str, unrelated: float, related: float
) -> None:
    library.note(connection, EMBEDDING, name)
    library.note(connection, RULER, json.dumps([unrelated, related]))
    library.note(connection, WORDS, version())


def keep(base: KnowledgeBase, drafts: Sequence[Draft]) -> None:
    """Keeps documents, each in place of what it was before; all of them or none."""
    with base.library.reading() as connection:
        first = library.next_passage(connection)
    numbered = _numbered(drafts, first)
    by_label: dict[Label, list[Kept]] = {}
    for draft, held in numbered:
        by_label.setdefault(draft.document.label, []).extend(held)
    made = {label: _made(base, held) for label, held in by_label.items() if held}
    with base.library.writing() as connection:
        for draft, held in numbered:
            library.put(connection, draft.document, held, made.get(draft.document.label, ""))
        for label, segment in made.items():
            _name_segment(connection, segment, label, (base.embedding.name, len(by_label[label])))


def _numbered(drafts: Iterable[Draft], first: int) -> list[tuple[Draft, list[Kept]]]:
    found: list[tuple[Draft, list[Kept]]] = []
    for draft in drafts:
        held = [
            Kept(first + at, draft.document, at + 1, passage)
            for at, passage in enumerate(draft.passages)
        ]
        first += len(held)
        found.append((draft, held))
    return found


def _made(base: KnowledgeBase, held: Sequence[Kept]) -> str:
    """Makes a segment of passages; gives its name."""
    import numpy as np

    segment = _new_name(base)
    named = [key for one in held for key in keys(one.passage_id, one.passage)]
    # Each document by itself: what else is taken in must not change its vectors by a hair.
    rows = [
        base.embedding.vectors([text for one in own for text in texts(one.passage)])
        for _, own in groupby(held, key=lambda one: one.document.document_id)
    ]
    base.vectors.write(segment, named, np.vstack(rows))
    return segment


def _new_name(base: KnowledgeBase) -> str:
    with base.library.reading() as connection:
        return f"{library.fact(connection, NAME)}-{uuid.uuid4().hex}"


def _name_segment(
    connection: sqlite3.Connection, segment: str, label: Label, made: tuple[str, int]
) -> None:
    connection.execute("INSERT INTO segments VALUES (?, ?, ?, ?)", (segment, label.key(), *made))


def tidy(base: KnowledgeBase) -> None:
    """Drops segments of which nothing is left, and writes small or holey ones anew as one."""
    with base.library.writing() as connection:
        connection.execute(
            "DELETE FROM segments WHERE segment NOT IN (SELECT segment FROM passages)"
        )
        rows = connection.execute(
            "SELECT label, count(*), sum(passages) FROM segments GROUP BY label"
        ).fetchall()
        live = dict(connection.execute("SELECT label, count(*) FROM passages GROUP BY label"))
    for label, count, passages in rows:
        if count > MOST_SEGMENTS or passages > live[label] * 4 / 3 + AT_ONCE:
            _joined(base, label)
    _sweep(base)


def _joined(base: KnowledgeBase, label: str) -> None:
    """Writes all vectors of a label as one segment, without making them again."""
    import numpy as np

    with base.library.reading() as connection:
        held = _under(connection, label)
        places = dict(
            connection.execute(
                "SELECT passage_id, segment FROM passages WHERE label = ?", (label,)
            ).fetchall()
        )
    wanted: dict[str, list[str]] = {}
    for one in held:
        wanted.setdefault(places[one.passage_id], []).extend(keys(one.passage_id, one.passage))
    vectors = {
        key: vector
        for segment, names in wanted.items()
        for key, vector in base.vectors.get(segment, names).items()
    }
    segment = _new_name(base)
    base.vectors.write(segment, list(vectors), np.vstack(list(vectors.values())))
    with base.library.writing() as connection:
        _swap(connection, label, segment, (base.embedding.name, len(held)))


def _under(connection: sqlite3.Connection, label: str) -> list[Kept]:
    rows = connection.execute(
        "SELECT passage_id FROM passages WHERE label = ? ORDER BY passage_id", (label,)
    ).fetchall()
    return list(library.kept(connection, (row[0] for row in rows)).values())


def _swap(connection: sqlite3.Connection, label: str, segment: str, made: tuple[str, int]) -> None:
    connection.execute("DELETE FROM segments WHERE label = ?", (label,))
    connection.execute("UPDATE passages SET segment = ? WHERE label = ?", (segment, label))
    _name_segment(connection, segment, Label.of_key(label), made)


def reindex(base: KnowledgeBase, *, anew: bool, progress: Progress | None = None) -> int:
    """Makes all vectors and words again, and swaps them in together; gives how many passages.

    Args:
        base: with the embedding to index by from now on.
        anew: whether the folder of the vectors is removed first, as where it is damaged.
        progress: is told how far it is.

    Raises:
        KnowledgeError: the embedding cannot be used, or another program is writing.
    """
    with base.library.reading() as connection:
        under = {
            row[0]: _under(connection, row[0])
            for row in connection.execute("SELECT DISTINCT label FROM passages").fetchall()
        }
    total = sum(map(len, under.values()))
    ruler = measured(base.embedding)
    if anew:
        shutil.rmtree(base.library.folder / FOLDER, ignore_errors=True)
    with writing(base):
        made = {label: _batches(base, held, total, progress) for label, held in under.items()}
        with base.library.writing() as connection:
            connection.execute("DELETE FROM segments")
            for label, parts in made.items():
                _name_parts(connection, base.embedding.name, label, parts)
            for held in under.values():
                _count_words(connection, held)
            _note_embedding(connection, base.embedding.name, ruler.unrelated, ruler.related)
        _sweep(base)
    return total


_Parts = list[tuple[str, list[Kept]]]


def _batches(
    base: KnowledgeBase, held: list[Kept], total: int, progress: Progress | None
) -> _Parts:
    parts: _Parts = []
    size = max(AT_ONCE, len(held) // MOST_SEGMENTS + 1)
    for start in range(0, len(held), size):
        part = held[start : start + size]
        parts.append((_made(base, part), part))
        if progress is not None:
            progress("passages", start + len(part), total)
    return parts


def _name_parts(connection: sqlite3.Connection, embedding: str, label: str, parts: _Parts) -> None:
    for segment, part in parts:
        _name_segment(connection, segment, Label.of_key(label), (embedding, len(part)))
        connection.executemany(
            "UPDATE passages SET segment = ? WHERE passage_id = ?",
            [(segment, one.passage_id) for one in part],
        )


def _count_words(connection: sqlite3.Connection, held: Iterable[Kept]) -> None:
    for one in held:
        counted = library.word_counts(one.passage)
        ids = (one.passage_id,)
        connection.execute("DELETE FROM mentions WHERE passage_id = ?", ids)
        connection.execute(
            "UPDATE passages SET words = ? WHERE passage_id = ?", (counted.total(), *ids)
        )
        library.put_words(connection, one.passage_id, counted)
