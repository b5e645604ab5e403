import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from crm.importing.cells import Chunk
from crm.importing.delimited import delimited_source

CELLS = st.text("ab1.-'; \té中\u2028\x0b,|\"\n", max_size=4)


def _chunk(text: str) -> Chunk:
    """Gives the rows of a file that holds the text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_bytes(text.encode())
        (chunk,) = delimited_source(path, "orders.csv").chunks()
        return chunk


def _rows(chunk: Chunk) -> list[tuple[object, ...]]:
    assert not chunk.broken
    return list(zip(chunk.lines, *chunk.columns, strict=True))


@given(
    st.lists(st.tuples(CELLS, CELLS, st.just("x")), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
def test_cells_are_the_same_with_quotes_where_needed_and_around_all(
    rows: list[tuple[str, str, str]], end: str
) -> None:
    with TemporaryDirectory() as folder:
        found: list[list[tuple[object, ...]]] = []
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
            path = Path(folder) / f"orders-{quoting}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, quoting=quoting, lineterminator=end)
                writer.writerows([("a", "b", "c"), *rows])
            (chunk,) = delimited_source(path, "orders.csv").chunks()
            found.append(_rows(chunk))
    assert found[0] == found[1]
    assert [row[1:] for row in found[0]] == rows


def test_the_last_line_may_lack_its_end() -> None:
    assert _rows(_chunk("a,b\n1,2\n3,4")) == [(2, "1", "2"), (3, "3", "4")]


def test_lines_that_end_in_a_carriage_return_alone_are_lines() -> None:
    assert _rows(_chunk("a,b\r1,2\r3,4\r")) == [(2, "1", "2"), (3, "3", "4")]


def test_a_column_alone_is_read_without_its_blank_lines() -> None:
    assert _rows(_chunk("a\n1\n\n3\n")) == [(2, "1"), (4, "3")]


def test_a_row_with_too_many_cells_is_broken_alone() -> None:
    chunk = _chunk("a,b\n1,2\n1,2,3\n3,4\n")
    assert list(zip(chunk.lines, *chunk.columns, strict=True)) == [(2, "1", "2"), (4, "3", "4")]
    assert [broken.line for broken in chunk.broken] == [3]


def test_a_row_with_a_cell_longer_than_the_limit_is_broken_alone() -> None:
    limit = csv.field_size_limit(100)
    try:
        chunk = _chunk(f"a,b\n1,2\n{'x' * 101},2\n3,4\n")
    finally:
        csv.field_size_limit(limit)
    assert [broken.line for broken in chunk.broken] == [3]
