"""What is found, when it is sure, and that nobody is answered from what they may not read."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.access import Reader
from knowledge.base import KnowledgeBase
from knowledge.ingest import add
from knowledge.library import Library
from knowledge.search import Found, readable_documents, search, whole
from knowledge.words import folded, stem, words
from tests.unit.knowledge.fakes import MemoryVectors, WordVectors
from tests.unit.knowledge.making import write

NOW = datetime(2026, 11, 21, 9)  # noqa: DTZ001  (business time has no offset)
ADMIN = Reader("admin")
TOPICS = "parrots owls eagles finches T30 M40 returns freight warranty deposits".split()


@pytest.fixture
def filled(base: KnowledgeBase, folder: Path) -> KnowledgeBase:
    write(
        folder,
        returns="# Returns\n\n## Deadline\n\nFifteen days after delivery.\n\n"
        "## Freight\n\nThe buyer pays the freight.\n",
        products="# Products\n\n## T30\n\nThe T30 prints labels at 203 dpi.\n\n"
        "## M40\n\nThe M40 prints 28 pages a minute.\n",
        chinese="# 发票\n\n## 开票时间\n\n发货后三个工作日内开票。\n",
    )
    add(base, folder, now=NOW)
    return base


def test_the_passage_that_holds_the_words_comes_first(filled: KnowledgeBase) -> None:
    found = search(filled, "what resolution does the T30 print labels with", ADMIN)
    assert found.hits[0].kept.passage.headings == ("Products", "T30")


def test_words_that_mean_the_same_are_found_in_the_other_language(filled: KnowledgeBase) -> None:
    assert search(filled, "邮费谁出", ADMIN).hits[0].kept.passage.headings[-1] == "Freight"
    assert (
        search(filled, "when do we get the invoice", ADMIN).hits[0].kept.document.language == "zh"
    )


def test_a_question_about_another_model_is_not_answered_from_this_one(
    filled: KnowledgeBase,
) -> None:
    assert search(filled, "how many pages does the M40 print", ADMIN).hits[0].kept.place == 2


@pytest.mark.parametrize("question", ["", "   ", "？！", "xyzzy plugh", "🙂"])
def test_what_nothing_answers_is_never_sure(filled: KnowledgeBase, question: str) -> None:
    assert not search(filled, question, ADMIN).sure


def test_an_empty_library_finds_nothing(base: KnowledgeBase) -> None:
    assert search(base, "returns", ADMIN) == Found()
    assert readable_documents(base, ADMIN) == ()
    assert not base.library.exists()


def test_a_closed_document_is_like_one_that_is_not_there(
    filled: KnowledgeBase, folder: Path
) -> None:
    write(folder, closed="---\nroles: [manager]\n---\n# Discounts\n\nReps give five per cent.")
    add(filled, folder, now=NOW)
    (closed,) = (one for one in readable_documents(filled, ADMIN) if one.path == "closed.md")
    assert whole(filled, closed.document_id, ADMIN)
    assert whole(filled, closed.document_id, Reader("rep")) == whole(filled, "none", ADMIN) == ()
    assert "closed.md" not in {one.path for one in readable_documents(filled, Reader("rep"))}


Labelled = tuple[tuple[str, ...], str | None]
DOCUMENTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TOPICS), min_size=1, max_size=6).map(tuple),
        st.sampled_from([None, "roles: [manager]", "roles: [finance, rep]", "teams: [East]"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30)
@given(documents=DOCUMENTS, asked=st.lists(st.sampled_from(TOPICS), min_size=1, max_size=3))
def test_what_one_may_not_read_changes_no_rank_score_or_count(
    documents: list[Labelled], asked: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hidden")
    reader = Reader("rep", "West")
    mine = [(at, said) for at, (said, label) in enumerate(documents) if _is_for_reps(label)]
    every = {f"d{at}": _text(said, label) for at, (said, label) in enumerate(documents)}
    whole_base, own_base = _base(folder / "all"), _base(folder / "own")
    write(folder / "documents", **every)
    add(whole_base, folder / "documents", now=NOW)
    question = " ".join(asked)
    seen = _told(search(whole_base, question, reader))
    for name in every:
        if int(name[1:]) not in {at for at, _ in mine}:
            (folder / "documents" / f"{name}.md").unlink()
    add(own_base, folder / "documents", now=NOW)
    assert seen == _told(search(own_base, question, reader))


def _is_for_reps(label: str | None) -> bool:
    return label is None or "rep" in label


def _text(said: tuple[str, ...], label: str | None) -> str:
    front = f"---\n{label}\n---\n" if label else ""
    return front + "".join(f"# {word}\n\nabout {word} and {said[0]}\n\n" for word in said)


def _base(folder: Path) -> KnowledgeBase:
    return KnowledgeBase(Library(folder), WordVectors(), MemoryVectors())


def _told(found: Found) -> tuple[object, ...]:
    hits = [
        (hit.kept.document.path, hit.kept.place, hit.score, hit.likeness, hit.better)
        for hit in found.hits
    ]
    return found.sure, tuple(hits)


def test_words_are_compared_by_stem_width_case_and_traditional_characters() -> None:
    assert stem("returned") == stem("returning") == stem("returns") == "return"
    assert stem("T30-Plus".lower()) == stem("t30plus") == "t30plus"
    assert folded("Ｔ３０ 發票 Ü") == "t30 发票 u"
    assert "@运费" in set(words("who pays the postage")) & set(words("快递费谁出"))
