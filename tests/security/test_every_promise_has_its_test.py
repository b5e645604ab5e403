"""Each threat of docs/security.md names tests that there are."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCUMENT = (CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8")
THREATS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in DOCUMENT.split("## Threats", 1)[1].split("## Not promised", 1)[0].splitlines()
    if line.startswith("| ") and not line.startswith("| threat ")
]
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_there_are_threats() -> None:
    assert len(THREATS) >= 30


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat[0][:60])
def test_a_threat_is_held_by_tests_that_there_are(threat: list[str]) -> None:
    _, _, held = threat
    named = _TEST.findall(held)
    assert named, held
    for file, test in named:
        source = (CHECKOUT / "tests" / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {test}\(", source, re.MULTILINE), f"{file}::{test}"
