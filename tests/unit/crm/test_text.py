"""One form for all the ways in which the same thing is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.text import fold, same

MIXED = st.text(
    st.characters() | st.sampled_from("华東區 ＭＡ４０ü'“”—\u200b\u0308🎉👍🏽ß㎡½ \t-"), max_size=40
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Ｍ４０　Ｐｒｏ", "m40 pro"),
        ("華東區銷售額", "华东区销售额"),
        ("餅乾的後台", "饼干的后台"),
        ("Müller Straße", "muller strasse"),
        ("Mu\u0308ller", "muller"),
        ("Łódź, Århus, Málaga", "lodz, arhus, malaga"),
        ("“云岭”—‘x’", "\"云岭\"-'x'"),
        ("M40\u200b Pro", "m40 pro"),
        ("  a \n\t b  ", "a b"),
        ("销售额🎉多少👍🏽", "销售额多少"),
        ("sales🎉Q3", "sales q3"),
        ("（苏州），上季度？", "(苏州),上季度?"),
        ("ガラス", "ガラス"),
        ("한국어", "한국어"),
    ],
)
def test_writings_of_the_same_thing_become_one(written: str, compared: str) -> None:
    assert fold(written).text == compared


@pytest.mark.parametrize("text", ["1½", "10²"])
def test_a_fraction_or_power_is_not_glued_to_the_number_before_it(text: str) -> None:
    assert fold(text).text == text


def test_what_was_found_in_the_folded_text_can_be_shown_in_the_original() -> None:
    original = "看看 🎉 「Ｍ４０　Ｐｒｏ」 在Straße的销量"
    folded = fold(original)
    start = folded.text.index("m40 pro")
    found = folded.original(start, start + len("m40 pro"))
    assert original[slice(*found)] == "Ｍ４０　Ｐｒｏ"
    start = folded.text.index("strasse")
    assert original[slice(*folded.original(start, start + len("strasse")))] == "Straße"


@given(MIXED)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@given(MIXED)
def test_every_character_knows_where_it_came_from_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] <= len(text)


@given(MIXED)
def test_the_fast_form_is_the_same_form(text: str) -> None:
    assert same(text) == fold(text).text
