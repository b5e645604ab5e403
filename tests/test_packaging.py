"""The installed product is this checkout, not some dependency's folder of the same name."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PACKAGES = ("assistant", "crm", "evals", "knowledge", "prompts", "tools")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_fresh_interpreter_elsewhere_imports_our_package(package: str, tmp_path: Path) -> None:
    program = f"import {package}; print({package}.__file__)"
    # -P, -E: neither the working folder nor PYTHONPATH may help.
    found = subprocess.run(
        [sys.executable, "-P", "-E", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == CHECKOUT / package / "__init__.py"


def test_the_command_is_installed_beside_its_interpreter() -> None:
    assert (Path(sys.executable).parent / "wendan").exists()
