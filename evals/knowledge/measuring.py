"""Asks the documents, and counts: is the right passage found, is it quoted, is nothing made up."""

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter

from assistant.conversation.question import Question
from crm.access import operator
from crm.database import connect, sqlite_url
from evals.case import SORTS, cases
from evals.datasets import DATABASE, desk, fill
from evals.knowledge.questions import Asked, questions
from knowledge.base import KnowledgeBase, opened
from knowledge.demo import FOLDER
from knowledge.ingest import add
from knowledge.library import Kept
from tools.knowledge_search import search_knowledge

MANY = 5
TODAY = date(2026, 11, 21)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Came:
    """What came of one question."""

    asked: Asked
    sections: tuple[str, ...]
    """Of the first passages, the best first."""
    sure: bool
    elapsed_ms: float

    @property
    def found(self) -> bool:
        """Whether a passage that answers is among the first."""
        return any(section in self.asked.at for section in self.sections[:MANY])

    @property
    def first(self) -> bool:
        """Whether the first passage answers."""
        return self.sections[:1] != () and self.sections[0] in self.asked.at


@dataclass(frozen=True)
class Measured:
    """What came of all questions, and of the questions about figures."""

    came: tuple[Came, ...]
    said: tuple[tuple[Asked, str | None], ...]
    """Which section the desk quoted for each question, where it quoted one."""
    figures: int
    """How many questions about figures were asked beside the documents."""
    quoted_instead: tuple[str, ...]
    """Those that were answered with a quotation."""
    documents: int
    passages: int
    index_s: float


def measure(*, progress: Progress | None = None) -> Measured:
    """Gives what the demo's documents answer. All is made in a folder that is removed afterwards.

    Raises:
        KnowledgeError: the packages of the knowledge base are missing.
    """
    with tempfile.TemporaryDirectory(prefix="wendan-eval-") as name:
        home = Path(name)
        base = opened(home)
        began = perf_counter()
        summary = add(base, FOLDER, now=datetime.combine(TODAY, time(9)), progress=progress)
        took = perf_counter() - began
        came = tuple(asked(base, progress=progress))
        with _asking(home, base) as ask:
            said = tuple((one, ask(one.text)) for one in questions())
            texts = tuple(dict.fromkeys(_asked_of_figures()))
            quoted = tuple(_quoted_instead(ask, texts, progress))
    return Measured(came, said, len(texts), quoted, len(summary.added), summary.passages, took)


def asked(base: KnowledgeBase, *, progress: Progress | None = None) -> Iterator[Came]:
    """Gives what comes of each question that the documents are asked."""
    every = questions()
    for number, one in enumerate(every, start=1):
        began = perf_counter()
        found = search_knowledge(base, operator(), one.text, limit=MANY)
        elapsed = (perf_counter() - began) * 1000
        yield Came(one, tuple(section(hit.kept) for hit in found.hits), found.sure, elapsed)
        if progress is not None:
            progress("questions to the documents", number, len(every))


def section(kept: Kept) -> str:
    """Gives where a passage stands, as questions name it."""
    return f"{kept.document.path}#{kept.passage.headings[-1]}"


@contextmanager
def _asking(home: Path, base: KnowledgeBase) -> Generator[Callable[[str], str | None]]:
    """Gives what asks at a desk over the demo company, and gives the section that is quoted."""
    engine = connect(sqlite_url(home / DATABASE))
    try:
        fill(engine, "demo", home, None)
        answering = desk(engine, "demo", documents=base)

        def ask(text: str) -> str | None:
            quotes = answering.ask(operator(), Question(text)).quotes
            return f"{quotes[0].path}#{quotes[0].headings[-1]}" if quotes else None

        yield ask
    finally:
        engine.dispose()


def _quoted_instead(
    ask: Callable[[str], str | None], texts: Sequence[str], progress: Progress | None
) -> Iterator[str]:
    for number, text in enumerate(texts, start=1):
        if ask(text) is not None:
            yield text
        if progress is not None:
            progress("questions about figures", number, len(texts))


def _asked_of_figures() -> Iterable[str]:
    for sort in SORTS:
        for case in cases("demo", sort):
            yield from (turn.text for turn in case.turns)
