"""The check of dependencies: a known flaw fails, a list that cannot be reached is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "audit-dependencies"
GOOD: dict[str, object] = {"name": "alembic", "version": "1.20.1", "vulns": []}
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}
BAD: dict[str, object] = {"name": "h11", "version": "0.16.0", "vulns": [FLAW]}
UNKNOWN = {"name": "idna", "skip_reason": "Dependency not found and could not be audited: idna"}


def checked(folder: Path, said: str, *, required: bool = False) -> subprocess.CompletedProcess[str]:
    """Runs the check with a program in place of pip-audit that says `said`."""
    (folder / "said").write_text(said, encoding="utf-8")
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat '{folder}/said'\n", encoding="utf-8")
    program.chmod(0o755)
    more = {"AUDIT": "required"} if required else {}
    return subprocess.run(
        [sys.executable, SCRIPT, "requirements.lock"],
        env={**os.environ, "PIP_AUDIT": str(program), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def report(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_known_flaw_fails_and_is_named(tmp_path: Path) -> None:
    found = checked(tmp_path, report(GOOD, BAD, UNKNOWN))
    assert found.returncode == 1
    assert "h11 0.16.0: PYSEC-2026-1, mended in 2.0" in found.stdout
    assert "1 of 3 packages have known vulnerabilities" in found.stdout


def test_without_a_flaw_it_says_how_many_were_looked_up(tmp_path: Path) -> None:
    found = checked(tmp_path, report(GOOD))
    assert (found.returncode, found.stdout) == (
        0,
        "requirements.lock: 1 packages, no known vulnerability.\n",
    )


@pytest.mark.parametrize("said", [report(GOOD, UNKNOWN), "", "no connection"])
def test_what_was_not_looked_up_is_told_in_a_line_and_fails_only_where_it_must_be(
    tmp_path: Path, said: str
) -> None:
    found = checked(tmp_path, said)
    assert found.returncode == 0
    assert "audited" in found.stdout
    assert found.stdout.count("\n") == 1
    assert checked(tmp_path, said, required=True).returncode == 1
