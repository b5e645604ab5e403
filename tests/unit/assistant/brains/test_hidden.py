"""Signs stand for words that may not leave, and only for them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from assistant.brains.hidden import Hidden, Signs, json_form

ACME, T30 = Hidden("C", 'Acme <b>"x"</b>'), Hidden("P", "T30")


def test_a_word_has_the_same_sign_wherever_it_stands() -> None:
    signs = Signs((ACME, T30, ACME))
    assert signs.hide(f"T30 of {ACME.text}, T30") == "«P2» of «C1», «P2»"
    assert signs.show("«P2» of «C1», «C9»") == f"T30 of {ACME.text}, «C9»"


def test_a_word_is_found_inside_json_too() -> None:
    block = json.dumps([ACME.text], ensure_ascii=False).replace("<", "\\u003c")
    assert json_form(ACME.text) in block
    assert Signs((ACME,)).hide(block) == '["«C1»"]'


def test_the_longer_of_two_words_is_hidden_whole() -> None:
    signs = Signs((Hidden("P", "M40"), Hidden("P", "M40 Pro")))
    assert signs.hide("M40 Pro, M40") == "«P2», «P1»"


def test_one_character_is_hidden_only_as_a_whole_cell() -> None:
    assert Signs((Hidden("C", "A"),)).hide('As ["A", "AA"]') == 'As ["«C1»", "AA"]'


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="«»"), min_size=2, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_what_was_hidden_comes_back(words: list[str], between: str) -> None:
    signs = Signs(tuple(Hidden("N", word) for word in words))
    text = between.join(words)
    hidden = signs.hide(text)
    assert signs.show(hidden) == text
    assert not [word for word in words if word in hidden and not _stands_in_a_sign(word)]


def _stands_in_a_sign(word: str) -> bool:
    return set(word) <= set("N0123456789")
