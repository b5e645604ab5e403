"""The cases: a fifth is held back, always the same."""

from pathlib import Path

import pytest

from evals.case import DATA_SETS, SORTS, Case, cases, mark
from evals.datasets import FILES, lacking
from evals.groups import blocks
from evals.tally import Tally
from tests.unit.evals.judging import judged

EVERY = [case for name in DATA_SETS for sort in SORTS for case in cases(name, sort)]


def test_about_a_fifth_is_held_back() -> None:
    share = sum(case.held_back for case in EVERY) / len(EVERY)
    assert 0.15 < share < 0.25


def test_what_is_held_back_is_told_by_the_id_alone() -> None:
    # What sha256 of it begins with, on every machine: `printf de-q001 | sha256sum`.
    assert mark("de-q001") == 0xD13E4B7ED3EE76AC
    for case in EVERY:
        other = Case(id=case.id, lang="en", turns=EVERY[0].turns)
        assert other.held_back == case.held_back


def test_ids_are_given_once() -> None:
    assert len({case.id for case in EVERY}) == len(EVERY)


def test_a_dialogue_counts_once_and_its_turns_by_kind() -> None:
    found = {b.title: b for b in blocks({"demo": [judged("right", "wrong", sort="dialogues")]})}
    assert found["cases"].lines[0].open == Tally(wrong=1)
    assert found["kind of question (turns)"].lines[0].open == Tally(right=1, wrong=1)


@pytest.mark.parametrize("name", FILES)
def test_a_real_data_set_says_what_it_lacks(name: str, tmp_path: Path) -> None:
    assert "--data" in str(lacking(name, None))
    assert FILES[name].name in str(lacking(name, tmp_path))
    (tmp_path / FILES[name]).parent.mkdir(parents=True)
    (tmp_path / FILES[name]).touch()
    assert lacking(name, tmp_path) is None
    assert lacking("demo", None) is None
