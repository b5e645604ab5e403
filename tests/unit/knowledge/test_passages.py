"""How documents are cut."""

from knowledge.formats import read
from knowledge.passages import LONGEST, Passage, passages


def cut(text: str) -> list[Passage]:
    return list(passages(read(".md", text.encode()), "Guide"))


def test_a_passage_is_what_stands_under_a_heading_with_the_path_of_headings() -> None:
    found = cut("# A\n\n## B\n\none\n\n### C\n\ntwo\n\n## D\n\nthree\n")
    assert [(one.headings, one.text) for one in found] == [
        (("Guide", "A", "B"), "one"),
        (("Guide", "A", "B", "C"), "two"),
        (("Guide", "A", "D"), "three"),
    ]


def test_a_row_says_the_names_of_its_columns() -> None:
    (found,) = cut("| product | period |\n|---|---|\n| T30 | 24 months |\n| M40 | |\n")
    assert found.lines == ("T30 | period: 24 months", "M40")


def test_a_line_under_the_title_goes_with_what_follows() -> None:
    (found,) = cut("# Guide\n\nFor everyone.\n\n## A\n\none\n")
    assert found == Passage(("Guide", "A"), ("For everyone.", "one"))


def test_long_sections_are_cut_between_their_parts_and_nothing_is_lost() -> None:
    sentences = [f"Sentence number {n} says something of its own." for n in range(60)]
    found = cut("# A\n\n" + " ".join(sentences))
    assert len(found) > 2
    assert all(len(one.text) <= LONGEST for one in found)
    assert " ".join(" ".join(one.lines) for one in found) == " ".join(sentences)


def test_text_without_any_end_is_cut_all_the_same() -> None:
    found = cut("长" * (LONGEST * 3))
    assert "".join(one.text for one in found) == "长" * (LONGEST * 3)


def test_a_heading_without_text_is_no_passage() -> None:
    assert cut("# A\n\n## B\n") == []
