"""Finds the passages that answer a question, among those that the asker may read. Start here.

Twice: by words (BM25 over stems, pairs of Chinese characters, synonyms) and by meaning (vectors).
Both look only below the labels that the asker may read, and all that a score is made of (how rare
a word is, how long passages are, which vectors are near) is counted there too: what one may not
read changes no rank, no score and no count, and is answered like what does not exist.
"""

import json
import math
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge import library
from knowledge.access import Reader
from knowledge.base import EMBEDDING, RULER, KnowledgeBase
from knowledge.failures import KnowledgeError
from knowledge.index import SegmentGone
from knowledge.library import Document, Kept
from knowledge.likeness import Ruler, keys, likeness, passage_of
from knowledge.words import is_chinese, words

if TYPE_CHECKING:
    from knowledge.embedding import Vectors

MANY = 5
LEXICAL = 0.15
"""What the words count beside the meaning, which counts 1."""
SAME_LANGUAGE = 0.03
ABOUT_IT_ALL = 0.25
"""For how a document begins, where the question asks for no more than its title says."""
NOT_NAMED = 0.15
"""Against a passage that does not name the model which the question names."""
SURE, APART, ENOUGH = 0.7, 0.2, 0.65
LIKE_ENOUGH, MOST_BETTER = 0.25, 1
"""The first passage is sure if its score is at least SURE and APART from the next section of its
language; or at least ENOUGH, where it alone is `exact`. Always its likeness must be LIKE_ENOUGH,
and no more than MOST_BETTER others hold more of the question's words. How these were found:
docs/knowledge.md."""
MAYBE = 0.55
"""From this score on a passage is worth naming, but not quoting."""
BY_WORDS, BY_MEANING = 30, 60
_K1, _B = 1.2, 0.5
_MODEL = re.compile(r"[a-z]+\d+[a-z0-9]*")


@dataclass(frozen=True)
class Hit:
    """A passage that may answer; `score` is what it is ranked by, `likeness` a part of it."""

    kept: Kept
    score: float
    likeness: float
    better: int
    """How many passages hold more of the question's words."""
    exact: bool
    """Whether its heading stands in the question, or whether it holds all that any passage holds of
    a question which names a model: '退货期限是多久', 'T30 保修'."""


@dataclass(frozen=True)
class Found:
    """The passages nearest to a question, the best first."""

    hits: tuple[Hit, ...] = ()
    sure: bool = False
    """Whether the first may be quoted as the answer."""


@dataclass(frozen=True)
class _Seen:
    """What a reader sees of the library."""

    labels: tuple[str, ...]
    passages: int
    words: int

    @property
    def length(self) -> float:
        """Gives how many words a passage has on average."""
        return self.words / self.passages


def search(base: KnowledgeBase, question: str, reader: Reader, *, limit: int = MANY) -> Found:
    """Gives the passages nearest to a question, and whether the first answers it.

    Raises:
        KnowledgeError: the knowledge base cannot be used.
    """
    if not base.library.exists() or not question.strip():
        return Found()
    try:
        hits = _ranked(base, question, reader)
    except SegmentGone:  # another process has replaced vectors since the library was read
        hits = _ranked(base, question, reader)
    return Found(hits[:limit], _is_sure(hits))


def _is_sure(hits: Sequence[Hit]) -> bool:
    """Whether the first passage stands out enough to be quoted."""
    if not hits:
        return False
    best, *rest = hits
    if best.score < ENOUGH or best.likeness < LIKE_ENOUGH or best.better > MOST_BETTER:
        return False
    language, headings = best.kept.document.language, best.kept.passage.headings
    rivals = [
        hit
        for hit in rest
        if hit.kept.document.language == language and hit.kept.passage.headings != headings
    ]
    if best.exact and not any(hit.exact for hit in rivals):
        return True
    apart = best.score - (rivals[0].score if rivals else 0.0)
    return best.score >= SURE and apart >= APART


def readable_documents(base: KnowledgeBase, reader: Reader) -> tuple[Document, ...]:
    """Gives the documents that the reader may read, by source and path."""
    if not base.library.exists():
        return ()
    with base.library.reading() as connection:
        every = library.documents(connection)
    return tuple(one for one in every if reader.may_read(one.label))


def whole(base: KnowledgeBase, document_id: str, reader: Reader) -> tuple[Kept, ...]:
    """Gives all passages of a document; none where there is none, or the reader may not read it."""
    for one in readable_documents(base, reader):
        if one.document_id == document_id:
            with base.library.reading() as connection:
                return library.of_document(connection, one)
    return ()


def _ranked(base: KnowledgeBase, question: str, reader: Reader) -> tuple[Hit, ...]:
    with base.library.reading() as connection:
        seen = _seen(connection, library.labels(connection, reader))
        if not seen.passages:
            return ()
        ruler = _ruler(connection, base)
        lexical, holding = _by_words(connection, question, seen)
        vector = base.embedding.vectors([question])[0]
        near = _by_meaning(base, connection, vector, seen)
        best = sorted(lexical, key=lambda one: (-lexical[one], one))[:BY_WORDS]
        candidates = library.kept(connection, dict.fromkeys((*best, *near)))
        vectors = _vectors(base, connection, candidates.values())
    ranks = _Ranks(question, lexical, holding)
    hits = [
        ranks.hit(one, likeness(vector, vectors[one.passage_id], ruler))
        for one in candidates.values()
    ]
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.kept.document.path, hit.kept.place)))


def _seen(connection: sqlite3.Connection, labels: tuple[str, ...]) -> _Seen:
    count, total = connection.execute(
        f"SELECT count(*), sum(words) FROM passages WHERE label IN ({_marks(labels)})",  # noqa: S608
        labels,
    ).fetchone()
    return _Seen(labels, count, total or 0)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _ruler(connection: sqlite3.Connection, base: KnowledgeBase) -> Ruler:
    """Gives the ruler of the embedding.

    Raises:
        KnowledgeError: the documents are indexed with another embedding.
    """
    noted = library.fact(connection, EMBEDDING)
    if noted != base.embedding.name:
        raise KnowledgeError(
            f"The documents are indexed with {noted!r}, and {base.embedding.name!r} is set: run "
            "`wendan knowledge reindex`."
        )
    unrelated, related = json.loads(library.fact(connection, RULER) or "[0, 1]")
    return Ruler(unrelated, related)


def _by_words(
    connection: sqlite3.Connection, question: str, seen: _Seen
) -> tuple[Mapping[int, float], Mapping[str, frozenset[int]]]:
    """Gives how much of the question's words passages hold, and which passages hold each word.

    It is BM25, divided by the weight of a word that stands nowhere, so that it means the same in a
    small and in a large library.
    """
    asked = sorted(set(words(question)))
    rows = connection.execute(  # only marks are put in
        "SELECT m.word, m.passage_id, m.times, p.words FROM mentions m"  # noqa: S608
        " JOIN passages p ON p.passage_id = m.passage_id"
        f" WHERE m.word IN ({_marks(asked)}) AND p.label IN ({_marks(seen.labels)})",
        (*asked, *seen.labels),
    ).fetchall()
    holding: dict[str, set[int]] = {}
    for word, passage_id, _, _ in rows:
        holding.setdefault(word, set()).add(passage_id)
    found: dict[int, float] = {}
    for word, passage_id, times, length in rows:
        many = len(holding[word])
        rare = math.log(1 + (seen.passages - many + 0.5) / (many + 0.5))
        tempered = times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * length / seen.length))
        share = rare * tempered / math.log(1 + seen.passages)
        found[passage_id] = found.get(passage_id, 0.0) + share
    return found, {word: frozenset(ids) for word, ids in holding.items()}


def _by_meaning(
    base: KnowledgeBase, connection: sqlite3.Connection, vector: "Vectors", seen: _Seen
) -> Iterable[int]:
    """Gives the passages of the nearest vectors, of each segment below the labels."""
    found: dict[int, None] = {}
    standing = dict(
        connection.execute("SELECT segment, count(*) FROM passages GROUP BY segment").fetchall()
    )
    for segment in library.segments(connection, base.embedding.name):
        if segment.label.key() in seen.labels:
            gone = segment.passages - standing.get(segment.name, 0)
            near = base.vectors.near(segment.name, vector, BY_MEANING + 10 * gone)
            found |= dict.fromkeys(passage_of(one.key) for one in near)
    return found


def _vectors(
    base: KnowledgeBase, connection: sqlite3.Connection, held: Iterable[Kept]
) -> Mapping[int, Sequence["Vectors"]]:
    """Gives all vectors of passages, in the order of `likeness.texts`."""
    by_segment: dict[str, list[Kept]] = {}
    for one in held:
        row = connection.execute(
            "SELECT segment FROM passages WHERE passage_id = ?", (one.passage_id,)
        ).fetchone()
        by_segment.setdefault(row[0], []).append(one)
    found: dict[int, Sequence[Vectors]] = {}
    for segment, ones in by_segment.items():
        named = {one.passage_id: keys(one.passage_id, one.passage) for one in ones}
        vectors = base.vectors.get(segment, [key for own in named.values() for key in own])
        found |= {one: [vectors[key] for key in own] for one, own in named.items()}
    return found


class _Ranks:
    """Puts words and meaning together."""

    def __init__(
        self,
        question: str,
        lexical: Mapping[int, float],
        holding: Mapping[str, frozenset[int]],
    ) -> None:
        self.language = "zh" if is_chinese(question) else "en"
        self.asked = frozenset(words(question))
        self.lexical = lexical
        self.holding = holding
        self.said = frozenset(holding)
        self.shares = sorted(lexical.values(), reverse=True)
        models = [ids for word, ids in holding.items() if _MODEL.fullmatch(word)]
        self.naming = frozenset[int]().union(*models) if models else None

    def hit(self, one: Kept, like: float) -> Hit:
        """Gives a passage with its score."""
        share = self.lexical.get(one.passage_id, 0.0)
        begins = one.place == 1 and self._is_all(one.document.title)
        score = like + LEXICAL * share
        if one.document.language == self.language:
            score += SAME_LANGUAGE
        if begins:
            score += ABOUT_IT_ALL
        if self.naming is not None and one.passage_id not in self.naming:
            score -= NOT_NAMED
        better = 0 if begins else sum(other > share for other in self.shares)
        return Hit(one, round(score, 6), round(like, 6), better, self._is_exact(one))

    def _is_exact(self, one: Kept) -> bool:
        heading = frozenset(words(one.passage.headings[-1]))
        plain = [word for word in heading if not word.startswith("@")]
        if len(plain) > 1 and heading <= self.asked:
            return True
        holds_all = all(one.passage_id in ids for ids in self.holding.values())
        return self.naming is not None and len(self.holding) > 1 and holds_all

    def _is_all(self, title: str) -> bool:
        """Whether a title says all of the question that any document says."""
        return len(self.said) > 1 and self.said <= frozenset(words(title))
