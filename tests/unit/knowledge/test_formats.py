"""Every format as blocks, and what is refused with a reason."""

import pytest

from knowledge.blocks import Content, Grid, Heading, Items, Page, Paragraph
from knowledge.failures import DocumentRefused
from knowledge.formats import read
from tests.unit.knowledge import making


def of(suffix: str, text: str) -> Content:
    return read(suffix, text.encode())


def test_markdown_gives_headings_lists_tables_and_front_matter() -> None:
    content = of(
        ".md",
        "---\ntitle: Returns\nroles: [manager, finance]\nteams:\n  - East\n---\n"
        "# A\n\nText *so*.\n\n1. one\n2. two\n\n| x | y |\n|---|---|\n| 1 | 2 |\n",
    )
    assert content.title == "Returns"
    assert content.front["roles"] == ("manager", "finance")
    assert content.front["teams"] == ("East",)
    assert content.blocks == (
        Heading(1, "A"),
        Paragraph("Text so."),
        Items(("1. one", "2. two")),
        Grid(("x", "y"), (("1", "2"),)),
    )


def test_front_matter_that_never_ends_is_refused_for_it_may_say_who_may_read() -> None:
    with pytest.raises(DocumentRefused, match="never ends"):
        of(".md", "---\nroles: [manager]\n# A\n\ntext")


def test_html_is_what_a_reader_sees() -> None:
    content = of(
        ".html",
        "<title>T</title><body><h2>A</h2>loose <b>text</b><script>x()</script>"
        "<p style='display: none'>hidden</p><p>seen<br>twice</p><ul><li>i</ul>"
        "<table><tr><th>x<th>y<tr><td>1<td>2</table><form>f<input></form><!-- c --></body>",
    )
    assert content.title == "T"
    assert content.blocks == (
        Heading(2, "A"),
        Paragraph("loose text"),
        Paragraph("seen twice"),
        Items(("- i",)),
        Grid(("x", "y"), (("1", "2"),)),
    )


def test_word_documents_give_headings_and_neighbouring_items_as_one_list() -> None:
    content = read(
        ".docx",
        making.word(("Title", "T"), ("Heading 1", "A"), ("List Bullet", "x"), ("List Bullet", "y")),
    )
    assert content.blocks == (Heading(1, "T"), Heading(2, "A"), Items(("- x", "- y")))


def test_each_sheet_of_a_workbook_is_a_section_with_a_table() -> None:
    content = read(".xlsx", making.workbook(Ink=[("model", "pages"), ("TN40", 3000)]))
    assert content.blocks == (Heading(1, "Ink"), Grid(("model", "pages"), (("TN40", "3000"),)))


def test_what_is_set_larger_is_a_heading_of_a_pdf_and_pages_are_counted() -> None:
    pages = [[(20, "Guide"), (10, "First line of text,"), (10, "second line.")], [(10, "More.")]]
    assert read(".pdf", making.pdf(pages)).blocks == (
        Page(1),
        Heading(1, "Guide"),
        Paragraph("First line of text, second line."),
        Page(2),
        Paragraph("More."),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_each_usual_encoding(encoding: str) -> None:
    assert read(".md", "退货期限是十五天。".encode(encoding)).blocks == (
        Paragraph("退货期限是十五天。"),
    )


@pytest.mark.parametrize(
    ("suffix", "data", "why"),
    [
        (".md", b"", "is empty"),
        (".md", b" \n ", "is empty"),
        (".md", b"\xff\xfe\x00", "no text in UTF-8"),
        (".md", bytes(range(128, 256)) * 3, "no text in UTF-8"),
        (".pdf", b"%PDF-1.7\nbroken", "damaged PDF"),
        (".pdf", b"no pdf at all", "damaged PDF"),
        (".pdf", making.pdf([[(10, "text")]])[:200], "damaged PDF|no text"),
        (".pdf", making.pdf([[], []]), "text recognition"),
        (".pdf", making.locked_pdf("pw"), "password"),
        (".docx", b"PK\x03\x04broken", "Word document"),
        (".docx", b"\xd0\xcf\x11\xe0 an encrypted one", "password"),
        (".docx", making.workbook(A=[("x",)]), "Word document"),
        (".xlsx", b"plain text", "workbook"),
        (".xlsx", making.word(("Normal", "x")), "workbook"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(suffix: str, data: bytes, why: str) -> None:
    with pytest.raises(DocumentRefused, match=why):
        read(suffix, data)


def test_an_archive_that_would_unpack_to_a_flood_is_refused_before_it_is_read() -> None:
    with pytest.raises(DocumentRefused, match="300 MB"):
        read(".docx", making.bomb("word/document.xml"))


def test_a_sheet_of_business_rows_is_refused_with_the_command_that_takes_it() -> None:
    rows = [("order", "amount"), *((f"SO-{n}", n) for n in range(20_001))]
    with pytest.raises(DocumentRefused, match="wendan import"):
        read(".xlsx", making.workbook(orders=rows))
