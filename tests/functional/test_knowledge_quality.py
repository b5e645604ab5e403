"""The demo's documents with the encoder and chromadb: found, quoted, and silent where due."""

from datetime import datetime
from pathlib import Path

import pytest

from evals.knowledge.measuring import Came, asked
from knowledge.access import Reader
from knowledge.base import KnowledgeBase, opened
from knowledge.demo import FOLDER
from knowledge.ingest import Summary, add
from knowledge.search import readable_documents

NOW = datetime(2026, 11, 21, 9)  # noqa: DTZ001  (business time has no offset)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeBase, Summary]:
    base = opened(tmp_path_factory.mktemp("quality"))
    return base, add(base, FOLDER, now=NOW)


@pytest.fixture(scope="module")
def came(filled: tuple[KnowledgeBase, Summary]) -> tuple[Came, ...]:
    return tuple(asked(filled[0]))


def test_every_document_of_the_demo_is_taken_in_with_its_readers(
    filled: tuple[KnowledgeBase, Summary],
) -> None:
    base, summary = filled
    assert summary.refused == ()
    assert {Path(path).suffix for path in summary.added} == {
        ".docx", ".html", ".md", ".pdf", ".xlsx"
    }  # fmt: skip
    seen = {reader: _paths(base, reader) for reader in ("rep", "manager")}
    assert "managers/discounts.md" in seen["manager"] - seen["rep"]


def _paths(base: KnowledgeBase, role: str) -> set[str]:
    return {one.path for one in readable_documents(base, Reader(role))}


def test_the_right_passage_is_among_the_first_five(came: tuple[Came, ...]) -> None:
    for held_back in (False, True):
        answered = [one for one in came if one.asked.at and one.asked.held_back == held_back]
        assert sum(one.found for one in answered) >= 0.95 * len(answered)


def test_a_quotation_is_hardly_ever_wrong(came: tuple[Came, ...]) -> None:
    quoted = [one for one in came if one.sure]
    assert len(quoted) > 50
    assert sum(not one.first for one in quoted) <= 0.05 * len(quoted)


def test_nothing_is_quoted_where_no_document_answers(came: tuple[Came, ...]) -> None:
    assert [one.asked.id for one in came if one.sure and not one.asked.at] == []
