"""No regular expression takes for ever, whatever text it is held against.

All patterns of the product are found by compiling them: also those that are built from words.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm.text import fold
from tests.security import patterns
from tests.security.figures import Figures
from tests.security.patterns import nested_repeats

SHORT, TIMES = 100, 4
LONG = SHORT * TIMES
AS_MUCH = 200
"""A long text may take so many times what a short one takes: cubic work takes 64 times, and what
blows up takes more than any number."""
LEAST_S = 0.002
LETTERS = "a 1一-."


@pytest.fixture(scope="module")
def compiled(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    """Every pattern of the product with its flags and its line, from a fresh process."""
    database = tmp_path_factory.mktemp("patterns") / "demo.db"
    shutil.copyfile(demo_database, database)
    command = [sys.executable, patterns.__file__, str(database)]
    done = subprocess.run(
        command,
        cwd=patterns.CHECKOUT,
        env={"PYTHONPATH": str(patterns.CHECKOUT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[object]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_no_pattern_has_a_repetition_in_another_that_could_take_its_place(
    compiled: list[list[object]], figures: Figures
) -> None:
    assert len(compiled) > 150
    bad = {
        f"{place}: {pattern}"
        for pattern, flags, place in compiled
        if nested_repeats(str(pattern), int(str(flags)))
    }
    assert not bad
    figures.count("patterns looked at", len(compiled))


def test_a_long_text_takes_no_pattern_much_longer_than_a_short_one(
    compiled: list[list[object]],
) -> None:
    for pattern, flags, place in compiled:
        found = re.compile(str(pattern), int(str(flags)))
        folds = not str(place).startswith("crm/importing")
        for piece in (*LETTERS, *_pieces(str(pattern))):
            short = _spent(found, _text(piece, SHORT, folds=folds))
            long = _spent(found, _text(piece, LONG, folds=folds))
            assert long <= AS_MUCH * max(short, LEAST_S), f"{place}: {pattern} on {piece!r}"


def _pieces(pattern: str) -> set[str]:
    """Gives letters that the pattern itself is about, one alone and two in turn."""
    said = [letter for letter in dict.fromkeys(pattern) if letter.isalnum()][:4]
    return {*said, "".join(said[:2])} - {""}


def _text(piece: str, length: int, *, folds: bool) -> str:
    """Gives a text that goes on as a pattern likes it, and ends otherwise.

    Where the product folds texts before they meet the pattern, so does this.
    """
    text = (piece * length)[:length] + "†"
    return fold(text).text if folds else text


def _spent(pattern: re.Pattern[str], text: str) -> float:
    before = time.process_time()
    pattern.fullmatch(text)
    pattern.search(text)
    return time.process_time() - before


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(?:a*)*b", r"(\w+\s*)+!", "(?:a|b+)*c", "(.*,)*x", "(?:[ab]+c?)+d"]
)
def test_a_pattern_that_blows_up_is_found(pattern: str) -> None:
    assert nested_repeats(pattern, 0)


@pytest.mark.parametrize("pattern", ["a+b+", "(?:ab?){1,3}", r"(?:,\d+)*", "[a-z]+(?: [a-z]+)*"])
def test_a_pattern_that_cannot_is_none(pattern: str) -> None:
    assert not nested_repeats(pattern, 0)
