"""The home's files: one process at a time, each file whole or not at all."""

from pathlib import Path

import pytest

from crm.home import Occupied, alone, alone_at_once, put, write_whole
from tests.unit.crm.backups.deployments import room_for


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link, ready = (tmp_path / name for name in ("real.toml", "words.toml", "ready"))
    real.write_text("a = 1\n")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(ready, b"b = 2\n")
    put(ready, link)
    assert link.is_symlink()
    assert real.read_text() == "b = 2\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["real.toml", "words.toml"]


def test_only_one_has_the_home_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Occupied), alone_at_once(tmp_path):
        pass
    with alone_at_once(tmp_path):
        pass


def test_a_file_that_does_not_fit_on_the_disk_is_not_left_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    with room_for(100), pytest.raises(OSError, match="too large"):
        write_whole(path, b"x" * 1000)
    assert list(tmp_path.iterdir()) == []
