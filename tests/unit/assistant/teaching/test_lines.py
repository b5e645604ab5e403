"""One line more in a TOML file: exactly that line, and nothing else changes."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.teaching.lines import with_line, without_line
from assistant.teaching.refusal import Refused

WORDS = """\
# Our words.
[measures]  # what we count
"流水" = "sales"  # said in Ningbo

[customers]
"老王家" = "C1"
"""


def test_a_line_goes_to_the_end_of_its_section_and_comments_stay() -> None:
    found = with_line(WORDS, "measures", "落袋", "collected")
    assert found == WORDS.replace("# said in Ningbo\n", '# said in Ningbo\n"落袋" = "collected"\n')


def test_a_section_that_is_not_there_is_added_at_the_end() -> None:
    assert with_line(WORDS, "values", "魔都", "city = 上海") == (
        f'{WORDS}\n[values]\n"魔都" = "city = 上海"\n'
    )
    assert with_line("", "values", "a b", "c") == '[values]\n"a b" = "c"\n'


def test_windows_line_ends_stay() -> None:
    found = with_line(WORDS.replace("\n", "\r\n"), "customers", "x1", "C2")
    assert found.count("\r\n") == found.count("\n") == WORDS.count("\n") + 1


def test_a_measure_goes_before_tables_of_its_section() -> None:
    text = '# ours\n\n# other words\n[measures.sales]\nzh = ["流水"]\n'
    found = with_line(text, "measures", "毛差", {"formula": "sales - returned", "unit": "money"})
    assert tomllib.loads(found)["measures"] == {
        "毛差": {"formula": "sales - returned", "unit": "money"},
        "sales": {"zh": ["流水"]},
    }
    assert found.startswith("# ours\n")
    assert "# other words\n[measures.sales]\n" in found
    again = with_line(found, "measures", "单均", {"formula": "units / orders", "unit": "units"})
    assert set(tomllib.loads(again)["measures"]) == {"毛差", "sales", "单均"}


def test_a_header_inside_a_text_is_no_header() -> None:
    text = 'note = """\n[measures]\n"""\n[customers]\n"老王家" = "C1"\n'
    found = with_line(text, "measures", "流水", "sales")
    assert tomllib.loads(found)["note"] == "[measures]\n"
    assert tomllib.loads(found)["measures"] == {"流水": "sales"}


def test_a_file_in_another_shape_is_left_to_its_author() -> None:
    with pytest.raises(Refused, match=r"write it under \[measures\]"):
        with_line('measures = { "流水" = "sales" }\n', "measures", "落袋", "collected")


def test_a_line_is_taken_out_alone() -> None:
    found = without_line(WORDS, "measures", "流水")
    assert found == WORDS.replace('"流水" = "sales"  # said in Ningbo\n', "")
    assert without_line(WORDS, "measures", "落袋") is None
    with pytest.raises(Refused, match="by hand"):
        without_line('[measures]\n"a" = """\nb"""\n', "measures", "a")


@given(key=st.text(min_size=1), value=st.text())
def test_whatever_is_said_ends_up_as_one_entry_and_no_more(key: str, value: str) -> None:
    plain = all(not 0xD800 <= ord(character) < 0xE000 for character in key + value)
    if not plain:
        return
    found = tomllib.loads(with_line(WORDS, "values", key, value))
    assert found == {**tomllib.loads(WORDS), "values": {key: value}}
    back = without_line(with_line(WORDS, "values", key, value), "values", key)
    assert back is not None
    assert tomllib.loads(back) == {**tomllib.loads(WORDS), "values": {}}
