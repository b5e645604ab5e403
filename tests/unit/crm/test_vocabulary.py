"""A deployment's own words: what a line of words.toml may say, and where it is wrong."""

import pytest

from crm.measures import standard
from crm.vocabulary import LONGEST, MOST_WORDS, Vocabulary, VocabularyError, parsed, word_fault


def vocabulary(text: str) -> Vocabulary:
    return parsed(text, standard(), source="words.toml")


def test_one_line_adds_a_word_to_a_measure_behind_its_own() -> None:
    catalog = vocabulary('[measures]\n"流水" = "sales"\n').applied(standard())
    words, before = catalog.measures["sales"].words, standard().measures["sales"].words
    assert words.zh == (*before.zh, "流水")
    assert words.en == (*before.en, "流水")
    assert catalog.measures["orders"] == standard().measures["orders"]


def test_one_line_adds_a_word_to_a_dimension() -> None:
    catalog = vocabulary('[dimensions]\n"战区" = "region"\n').applied(standard())
    assert catalog.dimensions["region"].words.zh[-1] == "战区"


def test_a_custom_field_may_be_named_before_it_was_imported() -> None:
    found = vocabulary('[dimensions]\n"客户等级" = "customers:等级"\n')
    assert found.applied(standard()).dimensions.keys() == standard().dimensions.keys()


def test_aliases_say_what_they_are_aliases_of() -> None:
    text = '[customers]\n"老王家" = "C1"\n"王记" = "C1"\n[values]\n"魔都" = "city = 上海"\n'
    assert vocabulary(text).aliases() == {
        ("customer", "C1"): ("老王家", "王记"),
        ("city", "上海"): ("魔都",),
    }


FAULTS = [
    ("[measures\n", "line 1"),
    ('[measures]\n\n"流水" = "turnover"\n', "line 3.*no measure 'turnover'.*net_sales"),
    ('[measures]\n# 流水\n"流水" = 3\n', 'line 3.*"WORD" = "MEANING"'),
    ('[dimensions]\n"战区" = "area"\n', "line 2.*no dimension 'area'.*region"),
    ('[values]\n"魔都" = "上海"\n', "line 2.*DIMENSION = VALUE"),
    ('[values]\n"魔都" = "town = 上海"\n', "line 2.*DIMENSION = VALUE"),
    ('[verbs]\n"流水" = "sales"\n', r"'verbs'.*\[measures\], \[dimensions\]"),
    ('流水 = "sales"\n', "line 1"),
    ('"流水" = "sales"\n', "'流水'.*under one of"),
    ('[measures]\n"流水" = "sales"\n[dimensions]\n"流水" = "region"\n', "line 4.*already"),
    ('[measures]\n"ＬＳ" = "sales"\n"ls" = "orders"\n', "line 3.*already"),
    ('[measures]\n"流" = "sales"\n', "line 2.*2 to 40 characters"),
    (f'[measures]\n"{"流" * 41}" = "sales"\n', "line 2.*2 to 40 characters"),
    ('[measures]\n"12" = "sales"\n', "line 2.*no letter"),
    ('[measures]\n"流\\u0000水" = "sales"\n', "line 2.*control characters"),
    ('[measures]\n"流水\\n" = "sales"\n', "line 2.*control characters"),
    ('[measures]\n" 流水" = "sales"\n', "line 2.*space"),
    ('[measures]\n"〈customer〉" = "sales"\n', "line 2.*placeholder"),
]


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_wrong_line_is_named_with_what_would_be_accepted(text: str, told: str) -> None:
    with pytest.raises(VocabularyError, match=f"(?s)^words.toml.*{told}"):
        vocabulary(text)


def test_a_file_has_its_limit() -> None:
    lines = "\n".join(f'"词{number}" = "sales"' for number in range(MOST_WORDS + 1))
    with pytest.raises(VocabularyError, match="at most 5,000"):
        vocabulary(f"[measures]\n{lines}\n")


def test_ten_million_characters_are_no_word_and_take_no_time() -> None:
    assert word_fault("流" * 10_000_000) == f"give 2 to {LONGEST} characters"
