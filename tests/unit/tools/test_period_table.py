"""Hundreds of time phrases mean the days that the contract says, on twelve awkward dates."""

from collections import Counter
from datetime import date

import pytest

from evals.periods import Phrase, phrases
from evals.periods.table import missed

TABLE = phrases()
IDS = [f"{phrase.text} (year from {phrase.fiscal_start})" for phrase in TABLE]


@pytest.mark.parametrize("phrase", TABLE, ids=IDS)
def test_a_phrase_means_its_days_alone_and_in_a_question(phrase: Phrase) -> None:
    assert [str(miss) for miss in missed(phrase)] == []


def test_the_table_is_what_the_independent_arithmetic_gives() -> None:
    for phrase in TABLE:
        for today, expected in phrase.expected.items():
            assert phrase.computed(today) == expected, (phrase.text, today)


def test_the_table_holds_400_phrases_in_two_languages_on_twelve_dates() -> None:
    languages = Counter(phrase.language for phrase in TABLE)
    assert min(languages["zh"], languages["en"]) >= 200
    assert len({(phrase.text, phrase.fiscal_start) for phrase in TABLE}) == len(TABLE)
    dates = set(TABLE[0].expected)
    assert all(set(phrase.expected) == dates for phrase in TABLE)
    assert len(dates) == 12
    assert {date(2023, 12, 31), date(2024, 2, 29), date(2024, 4, 1), date(2024, 12, 30)} <= dates
