"""Taking documents in and out: only what changed, all or nothing, one at a time."""

from datetime import datetime
from pathlib import Path

import pytest

from knowledge import library
from knowledge.access import Label, Reader
from knowledge.base import KnowledgeBase
from knowledge.failures import KnowledgeError
from knowledge.ingest import Summary, add, remove
from knowledge.keeping import MOST_SEGMENTS, reindex, writing
from knowledge.library import Library
from knowledge.search import readable_documents, search
from tests.unit.knowledge.fakes import KilledError, MemoryVectors, WordVectors
from tests.unit.knowledge.making import write

NOW = datetime(2026, 11, 21, 9)  # noqa: DTZ001  (business time has no offset)
ADMIN = Reader("admin")


def taken_in(base: KnowledgeBase, folder: Path) -> Summary:
    return add(base, folder, now=NOW)


def first(base: KnowledgeBase, question: str, reader: Reader = ADMIN) -> str:
    hits = search(base, question, reader).hits
    return hits[0].kept.passage.text if hits else ""


def asked(base: KnowledgeBase) -> int:
    assert isinstance(base.embedding, WordVectors)
    return base.embedding.asked


def test_only_what_changed_is_read_and_what_is_gone_leaves(
    base: KnowledgeBase, folder: Path
) -> None:
    write(folder, a="# Alpha\n\nparrots", b="# Beta\n\nsparrows", c="# Gamma\n\neagles")
    assert taken_in(base, folder).added == ("a.md", "b.md", "c.md")
    before = asked(base)
    again = taken_in(base, folder)
    assert again.unchanged == ("a.md", "b.md", "c.md")
    assert (again.added, again.changed, again.passages, asked(base)) == ((), (), 0, before)
    write(folder, b="# Beta\n\nowls")
    (folder / "c.md").unlink()
    third = taken_in(base, folder)
    assert (third.changed, third.removed, third.unchanged) == (("b.md",), ("c.md",), ("a.md",))
    assert first(base, "owls") == "owls"
    assert "eagles" not in {first(base, word) for word in ("eagles", "Gamma")}


def test_a_changed_rule_of_access_counts_as_a_change(base: KnowledgeBase, folder: Path) -> None:
    write(folder, a="# Alpha\n\nparrots")
    taken_in(base, folder)
    (folder / "access.toml").write_text('roles = ["finance"]')
    assert taken_in(base, folder).changed == ("a.md",)
    assert first(base, "parrots", Reader("rep")) == ""
    assert first(base, "parrots", Reader("finance")) == "parrots"


def test_front_matter_sidecar_and_folders_all_hold(base: KnowledgeBase, folder: Path) -> None:
    write(folder, top="# T\n\nfree")
    write(folder / "inner", a="---\nteams: East\n---\n# A\n\nclosed", b="# B\n\nowned")
    (folder / "inner" / "access.toml").write_text('roles = ["manager", "finance"]')
    (folder / "inner" / "b.md.access.toml").write_text(
        'roles = ["finance", "rep"]\ntitle = "Named"\nurl = "https://wiki.example/b"'
    )
    taken_in(base, folder)
    known = {one.path: one for one in readable_documents(base, ADMIN)}
    assert known["top.md"].label == Label()
    both = Label(frozenset({"manager", "finance"}), frozenset({"East"}))
    assert known["inner/a.md"].label == both
    assert known["inner/b.md"].label == Label(roles=frozenset({"finance"}))
    assert (known["inner/b.md"].title, known["inner/b.md"].url) == (
        "Named",
        "https://wiki.example/b",
    )


def test_a_folder_gives_its_documents_their_address(base: KnowledgeBase, folder: Path) -> None:
    write(folder / "sub dir", a="# A\n\ntext")
    (folder / "access.toml").write_text('url = "https://wiki.example/docs/"')
    taken_in(base, folder)
    assert readable_documents(base, ADMIN)[0].url == "https://wiki.example/docs/sub%20dir/a.md"


@pytest.mark.parametrize("rule", ['roles = ["boss"]', "roles = [", 'role = ["rep"]'])
def test_a_document_whose_rule_cannot_be_read_leaves(
    base: KnowledgeBase, folder: Path, rule: str
) -> None:
    write(folder, a="# Alpha\n\nparrots")
    taken_in(base, folder)
    (folder / "access.toml").write_text(rule)
    summary = taken_in(base, folder)
    assert [one.path for one in summary.refused] == ["a.md"]
    assert readable_documents(base, ADMIN) == ()


def test_a_bad_document_is_refused_alone(base: KnowledgeBase, folder: Path) -> None:
    write(folder, a="# Alpha\n\nparrots", empty="")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 no")
    with (folder / "huge.md").open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    summary = taken_in(base, folder)
    assert summary.added == ("a.md",)
    reasons = {one.path: one.reason for one in summary.refused}
    assert reasons.keys() == {"broken.pdf", "empty.md", "huge.md"}
    assert "500 MB" in reasons["huge.md"]


def test_a_file_below_a_folder_that_was_added_stays_the_same_document(
    base: KnowledgeBase, folder: Path
) -> None:
    write(folder, a="# Alpha\n\nparrots", b="# Beta\n\nowls")
    taken_in(base, folder)
    write(folder, a="# Alpha\n\nfinches")
    assert taken_in(base, folder / "a.md").changed == ("a.md",)
    assert {one.path for one in readable_documents(base, ADMIN)} == {"a.md", "b.md"}
    assert taken_in(base, folder).unchanged == ("a.md", "b.md")


def test_removing_takes_an_id_a_path_or_a_folder(base: KnowledgeBase, folder: Path) -> None:
    write(folder, a="# A\n\none", b="# B\n\ntwo", c="# C\n\nthree")
    taken_in(base, folder)
    by_path = {one.path: one.document_id for one in readable_documents(base, ADMIN)}
    assert remove(base, by_path["a.md"]) == ("a.md",)
    assert remove(base, "b.md") == ("b.md",)
    assert remove(base, str(folder)) == ("c.md",)
    with pytest.raises(KnowledgeError, match=r"no document 'b.md'"):
        remove(base, "b.md")
    assert base.vectors.names() == frozenset()


def test_what_was_killed_on_the_way_leaves_the_old_answers(
    base: KnowledgeBase, folder: Path
) -> None:
    write(folder, a="# Alpha\n\nparrots")
    taken_in(base, folder)
    write(folder, a="# Alpha\n\nowls", b="# Beta\n\neagles are birds of prey")
    killed = KnowledgeBase(base.library, WordVectors(fails_after=4), base.vectors)
    with pytest.raises(KilledError):
        taken_in(killed, folder)
    assert first(base, "parrots") == "parrots"
    assert first(base, "eagles") == "parrots"
    taken_in(base, folder)
    assert first(base, "eagles").startswith("eagles")
    assert len(base.vectors.names()) == _named(base)


def _named(base: KnowledgeBase) -> int:
    with base.library.reading() as connection:
        return len(library.segments(connection, base.embedding.name))


def test_vectors_that_a_killed_run_left_are_swept_away(base: KnowledgeBase, folder: Path) -> None:
    write(folder, a="# Alpha\n\nparrots")
    taken_in(base, folder)
    assert isinstance(base.vectors, MemoryVectors)
    (name,) = base.vectors.names()
    orphan = name[: len("wendan-12345678")] + "-orphan"
    base.vectors.segments |= {orphan: {}, "somebody-elses": {}}
    write(folder, b="# Beta\n\nowls")
    taken_in(base, folder)
    assert orphan not in base.vectors.names()
    assert "somebody-elses" in base.vectors.names()


def test_two_cannot_write_at_once_and_the_second_is_told(base: KnowledgeBase, folder: Path) -> None:
    write(folder, a="# Alpha\n\nparrots")
    taken_in(base, folder)
    with writing(base), pytest.raises(KnowledgeError, match="Another program"):
        taken_in(base, folder)
    assert taken_in(base, folder).unchanged == ("a.md",)


def test_many_small_runs_become_one_segment_without_new_vectors(
    base: KnowledgeBase, folder: Path
) -> None:
    for number in range(MOST_SEGMENTS + 2):
        write(folder, **{f"d{number}": f"# D{number}\n\nword{number} here"})
        taken_in(base, folder)
    assert _named(base) <= MOST_SEGMENTS
    assert base.vectors.names().__len__() == _named(base)
    for number in range(MOST_SEGMENTS + 2):
        assert first(base, f"word{number}") == f"word{number} here"


def test_another_embedding_is_swapped_in_whole(base: KnowledgeBase, folder: Path) -> None:
    write(folder, a="# Alpha\n\nparrots", b="# Beta\n\nowls")
    taken_in(base, folder)
    other = KnowledgeBase(base.library, WordVectors("another"), base.vectors)
    with pytest.raises(KnowledgeError, match="reindex"):
        search(other, "parrots", ADMIN)
    with pytest.raises(KnowledgeError, match="reindex"):
        taken_in(other, folder)
    failing = KnowledgeBase(base.library, WordVectors("another", fails_after=28), base.vectors)
    with pytest.raises(KilledError):
        reindex(failing, anew=False)
    assert first(base, "parrots") == "parrots"
    assert reindex(other, anew=False) == 2
    assert first(other, "parrots") == "parrots"
    assert len(base.vectors.names()) == 1


def test_a_folder_that_is_not_there_is_said(base: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="There is no"):
        taken_in(base, tmp_path / "nowhere")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(KnowledgeError, match="no format"):
        taken_in(base, tmp_path / "a.txt")


def test_a_damaged_library_says_what_to_do(base: KnowledgeBase) -> None:
    base.library.folder.mkdir()
    base.library.file.write_bytes(b"SQLite format 3\0" + b"broken" * 500)
    with pytest.raises(KnowledgeError, match="add the documents again"):
        search(base, "x", ADMIN)


def test_a_library_of_a_newer_version_is_left_alone(base: KnowledgeBase) -> None:
    with base.library.writing() as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(KnowledgeError, match="newer version"):
        readable_documents(
            KnowledgeBase(Library(base.library.folder), base.embedding, base.vectors), ADMIN
        )
