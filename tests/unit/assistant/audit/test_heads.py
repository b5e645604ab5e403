"""Where the chain ends is noted in a file outside of the database, line by line."""

from datetime import datetime
from pathlib import Path

import pytest

from assistant.audit import Head, Heads, HeadsError
from assistant.audit.heads import Noted
from tests.unit.crm.backups.deployments import room_for

NOW = datetime.fromisoformat("2026-11-21 12:00:00")
FIRST, SECOND = Head(1, "a" * 64), Head(12, "b" * 64)


@pytest.fixture
def heads(tmp_path: Path) -> Heads:
    return Heads(tmp_path / "audit.heads")


def test_a_head_is_a_line_with_time_number_and_hash(heads: Heads) -> None:
    heads.note(FIRST, NOW)
    heads.note(SECOND, NOW)
    assert heads.path.read_text().splitlines() == [
        f"2026-11-21T12:00:00 1 {'a' * 64}",
        f"2026-11-21T12:00:00 12 {'b' * 64}",
    ]
    assert heads.noted() == tuple(Noted("2026-11-21T12:00:00", head) for head in (FIRST, SECOND))
    assert heads.path.stat().st_mode & 0o777 == 0o600


def test_the_same_head_is_noted_once_and_an_empty_log_not_at_all(heads: Heads) -> None:
    heads.note(Head(0, "0" * 64), NOW)
    assert not heads.path.exists()
    for head in (FIRST, FIRST, SECOND, FIRST):
        heads.note(head, NOW)
    assert [one.head for one in heads.noted()] == [FIRST, SECOND, FIRST]


BAD = [
    "",
    "2026-11-21T12:00:00 1",
    f"2026-11-21T12:00:00 0 {'a' * 64}",
    f"2026-11-21T12:00:00 1 {'A' * 64}",
    f"2026-11-21T12:00:00 1 {'a' * 63}é",
]


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_is_none_is_named_and_nothing_is_added(heads: Heads, line: str) -> None:
    heads.note(FIRST, NOW)
    with heads.path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    with pytest.raises(HeadsError, match=r"audit\.heads, line 2 is no head"):
        heads.noted()
    with pytest.raises(HeadsError):
        heads.note(SECOND, NOW)
    assert len(heads.path.read_text(encoding="utf-8").splitlines()) == 2


def test_the_newest_head_is_read_without_the_others(heads: Heads) -> None:
    assert heads.last() is None
    for number in range(1, 9):
        heads.note(Head(number, f"{number}" * 64), NOW)
        assert heads.last() == Noted("2026-11-21T12:00:00", Head(number, f"{number}" * 64))
    heads.path.write_text("nothing\n")
    with pytest.raises(HeadsError, match="last line"):
        heads.last()


def test_a_line_that_does_not_fit_on_the_disk_is_not_left_in_pieces(heads: Heads) -> None:
    heads.note(FIRST, NOW)
    size = heads.path.stat().st_size
    for room in (size, size + 10):
        with room_for(room), pytest.raises(OSError, match=r"space|large"):
            heads.note(SECOND, NOW)
        assert heads.path.stat().st_size == size
    heads.note(SECOND, NOW)
    assert [one.head for one in heads.noted()] == [FIRST, SECOND]
