"""Takes documents in, and out again: only what changed is read, cut and made vectors of."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledge import keeping, library
from knowledge.access import label_of
from knowledge.base import KnowledgeBase
from knowledge.blocks import Content, Heading
from knowledge.failures import DocumentRefused, KnowledgeError
from knowledge.folder import Found, Rule, files, rule_for
from knowledge.formats import LARGEST, READERS, read, readable
from knowledge.harmless import harmless, safe_link
from knowledge.keeping import Draft, Progress
from knowledge.library import Document
from knowledge.passages import Passage, passages
from knowledge.words import is_chinese, version

READING = 1
"""Raised where documents are read or cut in another way: then all count as changed."""
MOST_PASSAGES = 20_000
IN_A_BATCH = 400


@dataclass(frozen=True)
class Refused:
    """A document that was not taken in, and why; the reason goes on from its name."""

    path: str
    reason: str


@dataclass(frozen=True)
class Summary:
    """What adding a file or a folder did, by the paths of documents."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    passages: int = 0
    """Of what was added or changed."""


def add(
    base: KnowledgeBase, source: Path, *, now: datetime, progress: Progress | None = None
) -> Summary:
    """Takes in a file, or all documents of a folder; those that are gone from it leave.

    A document that cannot be read, or whose rule of access cannot, leaves too: nobody is answered
    from what may be out of date or closed.

    Raises:
        KnowledgeError: there is no such file or folder, none that can be read, or the knowledge
            base cannot be used.
    """
    source = source.expanduser().absolute()
    _refuse_nothing(source)
    with keeping.writing(base):
        keeping.require_same_embedding(base)
        run = _Run(base, source, now)
        summary = run.taken_in(progress)
        keeping.tidy(base)
    return summary


def _refuse_nothing(source: Path) -> None:
    if not source.exists():
        raise KnowledgeError(f"There is no {source}. Give a file or a folder that exists.")
    if source.is_file() and not readable(source):
        formats = ", ".join(READERS)
        raise KnowledgeError(f"{source} is of no format that can be read: {formats}.")


class _Run:
    def __init__(self, base: KnowledgeBase, source: Path, now: datetime) -> None:
        self.base = base
        self.source = source
        self.now = now
        with base.library.reading() as connection:
            every = library.documents(connection)
        self.known: Mapping[str, Document] = {one.document_id: one for one in every}
        self.found: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
        self.refused: list[Refused] = []
        self.seen: set[str] = set()
        self.passages = 0

    def taken_in(self, progress: Progress | None) -> Summary:
        every = tuple(files(self.source))
        waiting: list[Draft] = []
        for number, one in enumerate(every, start=1):
            waiting.extend(self._drafts(one))
            if sum(len(draft.passages) for draft in waiting) >= IN_A_BATCH:
                keeping.keep(self.base, waiting)
                waiting = []
            if progress is not None:
                progress("documents", number, len(every))
        if waiting:
            keeping.keep(self.base, waiting)
        return self._summary(self._gone())

    def _drafts(self, one: Found) -> Iterator[Draft]:
        """Gives the document of a file, where it is new or changed."""
        document_id = id_of(one.file)
        known = self.known.get(document_id)
        try:
            digest, rule, data = self._read(one)
            if known is not None and known.digest == digest:
                self._note("unchanged", one, document_id)
                return
            draft = self._draft(one, (document_id, digest), rule, read(one.file.suffix, data))
        except DocumentRefused as error:
            self.refused.append(Refused(one.path, str(error)))
            return
        except OSError as error:
            reason = f"cannot be read: {error.strerror}. Give this user access to it."
            self.refused.append(Refused(one.path, reason))
            return
        self.passages += len(draft.passages)
        self._note("changed" if known is not None else "added", one, document_id)
        yield draft

    def _note(self, what: str, one: Found, document_id: str) -> None:
        self.found[what].append(one.path)
        self.seen.add(document_id)

    def _read(self, one: Found) -> tuple[str, Rule, bytes]:
        """Gives a mark of all that a document comes from, its rule, and its bytes."""
        size = one.file.stat().st_size
        if size > LARGEST:
            limit = LARGEST // 1024 // 1024
            raise DocumentRefused(f"has {size / 1024 / 1024:,.0f} MB, more than {limit}: split it.")
        rule = rule_for(self.source, one)
        data = one.file.read_bytes()
        mark = f"{READING} {version()} {rule.label.key()} {rule.url} {rule.title} {one.path}"
        return hashlib.sha256(mark.encode() + b"\0" + data).hexdigest(), rule, data

    def _draft(self, one: Found, marks: tuple[str, str], rule: Rule, content: Content) -> Draft:
        document_id, digest = marks
        title = harmless(_title(one, rule, content))
        cut = tuple(passages(content, title))
        if not cut:
            raise DocumentRefused("holds no text.")
        if len(cut) > MOST_PASSAGES:
            raise DocumentRefused(f"has more than {MOST_PASSAGES:,} passages; split it.")
        known = self.known.get(document_id)
        document = Document(
            document_id=document_id,
            source=known.source if known is not None else str(self.source),
            path=known.path if known is not None else one.path,
            title=title,
            language=_language(content, cut),
            url=safe_link(_said(content, "url") or rule.url),
            label=rule.label.narrowed(label_of(content.front)),
            digest=digest,
            added_at=self.now.isoformat(sep=" ", timespec="minutes"),
        )
        return Draft(document, cut)

    def _gone(self) -> tuple[str, ...]:
        """Takes out what was of this source, or below it, and was not seen again."""
        gone = [
            one
            for one in self.known.values()
            if one.document_id not in self.seen and _is_below(one, self.source)
        ]
        with self.base.library.writing() as connection:
            library.drop(connection, [one.document_id for one in gone])
        refused = {one.path for one in self.refused}
        return tuple(one.path for one in gone if one.path not in refused)

    def _summary(self, removed: tuple[str, ...]) -> Summary:
        return Summary(
            added=tuple(self.found["added"]),
            changed=tuple(self.found["changed"]),
            unchanged=tuple(self.found["unchanged"]),
            removed=removed,
            refused=tuple(self.refused),
            passages=self.passages,
        )


def id_of(file: Path) -> str:
    """Gives the id of the document in a file: the same as long as the file stays where it is."""
    return hashlib.sha256(str(file).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def file_of(document: Document) -> Path:
    """Gives the file of a document."""
    source = Path(document.source)
    return (
        source if source.name == document.path and not source.is_dir() else source / document.path
    )


def _is_below(document: Document, source: Path) -> bool:
    return file_of(document).is_relative_to(source)


def _title(one: Found, rule: Rule, content: Content) -> str:
    """Gives a document's title: as it is given, or its first heading, or the name of its file."""
    headings = (block.text for block in content.blocks if isinstance(block, Heading))
    by_itself = rule.title or _said(content, "title") or content.title
    return by_itself or (next(headings, "") if one.file.suffix != ".xlsx" else "") or one.file.stem


def _said(content: Content, key: str) -> str | None:
    value = content.front.get(key)
    return value if isinstance(value, str) and value else None


def _language(content: Content, cut: tuple[Passage, ...]) -> str:
    said = _said(content, "language") or ""
    if said[:2].lower() in {"zh", "en"}:
        return said[:2].lower()
    return "zh" if is_chinese(" ".join(one.text for one in cut[:50])) else "en"


def remove(base: KnowledgeBase, what: str) -> tuple[str, ...]:
    """Takes out a document by its id, its path or its file, or all that is below a folder.

    Gives the paths of what is out. The files themselves stay.

    Raises:
        KnowledgeError: there is no such document.
    """
    every: tuple[Document, ...] = ()
    if base.library.exists():
        with base.library.reading() as connection:
            every = library.documents(connection)
    place = Path(what).expanduser().absolute()
    gone = [one for one in every if what in {one.document_id, one.path} or _is_below(one, place)]
    if not gone:
        raise KnowledgeError(
            f"There is no document {what!r}. `wendan knowledge list` shows what there is."
        )
    with keeping.writing(base):
        with base.library.writing() as connection:
            library.drop(connection, [one.document_id for one in gone])
        keeping.tidy(base)
    return tuple(one.path for one in gone)
